"""Renders one scene as a picture: rays from the eye, and more of them where there are edges."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jobs.training.still_life.bake import Vectors
from jobs.training.still_life.shading import body
from jobs.training.still_life.shapes import Field
from jobs.training.still_life.stage import Mask, Scene, Stage, march, set_up, unit
from jobs.training.still_life.surroundings import ground


def render(scene: Scene, size: int = 256) -> NDArray[np.uint8]:
    """The scene as size x size RGB; pixels at edges are sampled four times more."""
    stage = set_up(scene)
    rows, columns = np.mgrid[0:size, 0:size].astype(np.float32)
    eye, ways = rays(stage, columns.ravel() + 0.5, rows.ravel() + 0.5, size)
    picture = _shown(radiance(stage, eye, ways)).reshape(size, size, 3)
    edges = _edges(picture)
    if edges.any():
        y, x = (axis.astype(np.float32) for axis in np.nonzero(edges))
        total = np.zeros((len(x), 3), np.float32)
        for dx, dy in ((0.375, 0.125), (0.875, 0.375), (0.625, 0.875), (0.125, 0.625)):
            eye, ways = rays(stage, x + dx, y + dy, size)
            total += _shown(radiance(stage, eye, ways)) / 4
        picture[edges] = total
    return np.asarray(np.round(picture * 255), np.uint8)


def rays(stage: Stage, x: Field, y: Field, size: int) -> tuple[Vectors, Vectors]:
    """The eye (1 x 3) and the unit directions through places of the picture, in pixels."""
    eye = np.array([[0.0, stage.scene.camera_height, 5.2]], np.float32)
    ahead = unit(np.array([[0.0, 0.80, 0.0]], np.float32) - eye)
    right = np.array([[1.0, 0.0, 0.0]], np.float32)
    up = np.cross(right, ahead).astype(np.float32)
    across, down = (2 * x / size - 1)[:, None], (1 - 2 * y / size)[:, None]
    return eye, unit(ahead + np.float32(0.268) * (across * right + down * up))


def radiance(stage: Stage, eye: Vectors, ways: Vectors) -> Vectors:
    """Linear light that comes back along rays from the eye, N x 3."""
    start = np.broadcast_to(eye, ways.shape)
    colour = np.empty_like(ways)
    hit, far = march(stage, start, ways)
    if hit.any():
        places = start[hit] + ways[hit] * far[hit, None]
        colour[hit] = body(stage, places, ways[hit])
    if not hit.all():
        colour[~hit] = ground(stage, start[~hit], ways[~hit])
    return colour


def _shown(linear: Vectors) -> Vectors:
    """Linear light as sRGB-like values 0..1, highlights rolled off."""
    toned = linear * (1 + linear / 6.25) / (1 + linear * 0.55) * np.float32(1.24)
    return np.asarray(np.clip(toned, 0, 1) ** np.float32(1 / 2.2), np.float32)


def _edges(picture: NDArray[np.float32]) -> Mask:
    """Pixels that differ from a neighbour by more than an eighth of the range."""
    marked = np.zeros(picture.shape[:2], bool)
    down = np.abs(np.diff(picture, axis=0)).max(axis=2) > 0.125
    across = np.abs(np.diff(picture, axis=1)).max(axis=2) > 0.125
    marked[1:] |= down
    marked[:-1] |= down
    marked[:, 1:] |= across
    marked[:, :-1] |= across
    return marked
