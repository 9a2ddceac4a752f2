"""Lays marks over photos as publishers do, and keeps what lies where and what was beneath."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from jobs.benchmarks.drawn_marks import DrawnMark, spread
from jobs.stages.contract import Picture, Pixels
from jobs.stages.marks.placement import Placement

FAINTEST = 4.0
"""Levels of 255: a copy that changes its pixels by less on average cannot be seen, and is not
laid."""
FINE = 3


@dataclass(frozen=True)
class Laid:
    """One copy of a mark on a photo.

    ``colour`` (h x w x 3) and ``painted`` (h x w) are its colours times alpha and its alpha,
    both times its opacity, 0..1.
    """

    mark: DrawnMark
    place: Placement
    opacity: float
    colour: NDArray[np.float32]
    painted: NDArray[np.float32]


@dataclass(frozen=True)
class Marked:
    """A photo with marks on it."""

    clean: Pixels
    pixels: Pixels
    laid: tuple[Laid, ...]


def lay(
    photo: Pixels, mark: DrawnMark, place: Placement, opacity: float, *, by_editor: bool = False
) -> Laid | None:
    """One copy, or None where it leaves the photo or cannot be seen on it.

    ``by_editor`` draws it with Pillow, at whole pixels, as an editing program would.
    """
    height, width = photo.shape[:2]
    size = mark.picture.size
    corners = place.corners(size)
    if corners.min() < 3 or (corners > (width - 4, height - 4)).any():
        return None
    draw = drawn_by_pillow if by_editor else drawn_fine
    layer = draw(mark.picture, place, (width, height)) * np.float32(opacity)
    colour, painted = layer[:, :, :3], layer[:, :, 3]
    change = np.abs(colour - painted[:, :, None] * photo / 255).mean(axis=2)
    part = painted > 0.1 * opacity
    if not part.any() or 255 * float(change[part].mean()) < FAINTEST:
        return None
    return Laid(mark, place, opacity, colour, painted)


def drawn_by_pillow(
    picture: Picture, place: Placement, size: tuple[int, int]
) -> NDArray[np.float32]:
    """The mark on an empty photo, resized (Lanczos) and turned (bicubic) in 8 bits."""
    assert picture.alpha is not None
    image = Image.fromarray(np.dstack([picture.pixels, picture.alpha]))
    width, height = (
        max(1, round(image.width * place.scale)),
        max(1, round(image.height * place.scale)),
    )
    drawn = image.resize((width, height), Image.Resampling.LANCZOS)
    drawn = drawn.rotate(-place.turn, Image.Resampling.BICUBIC, expand=True)
    left = round(place.x - (drawn.width - 1) / 2)
    top = round(place.y - (drawn.height - 1) / 2)
    layer = np.zeros((size[1], size[0], 4), np.float32)
    values = spread(Picture(np.asarray(drawn)[:, :, :3], np.asarray(drawn)[:, :, 3]))
    rows = slice(max(0, top), min(size[1], top + drawn.height))
    columns = slice(max(0, left), min(size[0], left + drawn.width))
    layer[rows, columns] = values[rows.start - top : rows.stop - top,
                                  columns.start - left : columns.stop - left]  # fmt: skip
    return layer


def drawn_fine(picture: Picture, place: Placement, size: tuple[int, int]) -> NDArray[np.float32]:
    """The mark on an empty photo: drawn larger, then each pixel the mean of what it covers."""
    width, height = size
    values = spread(picture)
    matrix = place.matrix((values.shape[1], values.shape[0])) * FINE
    matrix[:, 2] += (FINE - 1) / 2
    box = place.box((values.shape[1], values.shape[0]), 2)
    left, top = max(0, box.left), max(0, box.top)
    right, bottom = min(width, box.right), min(height, box.bottom)
    matrix[:, 2] -= np.array([left, top]) * FINE
    fine = cv2.warpAffine(
        values, matrix, ((right - left) * FINE, (bottom - top) * FINE), flags=cv2.INTER_CUBIC
    )
    small = cv2.resize(fine, (right - left, bottom - top), interpolation=cv2.INTER_AREA)
    layer = np.zeros((height, width, 4), np.float32)
    layer[top:bottom, left:right] = np.clip(small, 0, 1)
    return layer


def over(photo: Pixels, laid: Sequence[Laid], jpeg: int | None = None) -> Marked:
    """The photo with the copies over it, one after the other, saved as JPEG if asked."""
    values = photo.astype(np.float32)
    for copy in laid:
        values = values * (1 - copy.painted[:, :, None]) + 255 * copy.colour
    pixels = np.clip(np.round(values), 0, 255).astype(np.uint8)
    if jpeg is not None:
        bgr = cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR)
        data = cv2.imencode(".jpg", bgr, (cv2.IMWRITE_JPEG_QUALITY, jpeg))[1]
        pixels = cv2.cvtColor(cv2.imdecode(data, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)
    return Marked(photo, pixels, tuple(laid))


def scatter(
    photo: Pixels,
    marks: Sequence[DrawnMark],
    rng: np.random.Generator,
    *,
    copies: int,
    opacity: tuple[float, float] = (0.3, 1.0),
    scale: tuple[float, float] = (0.5, 2.0),
    turn: float = 20.0,
    beside: Sequence[Laid] = (),
) -> list[Laid]:
    """Up to ``copies`` copies of random marks at random places that do not meet.

    ``beside`` are copies that lie there already.
    """
    height, width = photo.shape[:2]
    taken = np.zeros((height, width), bool)
    for one in beside:
        taken |= one.painted > 0
    laid: list[Laid] = []
    for _ in range(copies * 12):
        if len(laid) == copies:
            break
        mark = marks[int(rng.integers(len(marks)))]
        size = float(math.exp(rng.uniform(math.log(scale[0]), math.log(scale[1]))))
        turned = float(rng.uniform(-turn, turn)) if rng.random() < 0.6 else 0.0
        at = Placement(float(rng.uniform(0, width)), float(rng.uniform(0, height)), size, turned)
        strength, by_editor = float(rng.uniform(*opacity)), bool(rng.random() < 0.5)
        copy = lay(photo, mark, at, strength, by_editor=by_editor)
        if copy is None or (taken & (copy.painted > 0)).any():
            continue
        taken |= cv2.dilate((copy.painted > 0).astype(np.uint8), np.ones((9, 9))) > 0
        laid.append(copy)
    return laid


def tile(photo: Pixels, mark: DrawnMark, rng: np.random.Generator, opacity: float) -> list[Laid]:
    """Copies of one mark in rows over the whole photo, all alike."""
    height, width = photo.shape[:2]
    assert mark.picture.alpha is not None
    own = mark.picture.alpha.shape
    scale = float(rng.uniform(0.5, 0.9))
    turned = float(rng.choice([0.0, -15.0]))
    step_x, step_y = own[1] * scale * 1.5, max(own[0] * 2.0, own[1] * 0.6) * scale
    laid = []
    for row, y in enumerate(np.arange(step_y / 2, height, step_y)):
        for x in np.arange(step_x / (1 + row % 2), width, step_x):
            copy = lay(photo, mark, Placement(float(x), float(y), scale, turned), opacity)
            if copy is not None:
                laid.append(copy)
    return laid
