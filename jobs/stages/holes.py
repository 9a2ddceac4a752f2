"""Splits a mask into holes that can be filled one by one, and says how hard each one is."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from jobs.stages.contract import Pixels, Plane
from jobs.stages.regions import disk

TOGETHER = 5
LEAST_MARGIN = 24
MOST_MARGIN = 200
RING = 12


@dataclass(frozen=True)
class Hole:
    """One hole and how hard it is to fill.

    ``box`` is left, top, right, bottom of the crop to work in, ``own`` the hole's own pixels in
    that crop, ``unknown`` how many pixels the whole mask hides there. ``thickness`` is its
    largest width in pixels, ``texture`` the deviation of the fine detail around it (0..255), and
    ``complexity`` 0..1 the two together.
    """

    box: tuple[int, int, int, int]
    own: Plane
    unknown: int
    thickness: float
    texture: float
    complexity: float


def split(pixels: Pixels, mask: Plane) -> list[Hole]:
    """The mask's parts, those within ten pixels of each other taken as one, top to bottom."""
    near = cv2.dilate(mask, disk(TOGETHER))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(near, connectivity=8)
    height, width = mask.shape
    holes = []
    for index in range(1, count):
        left, top, wide, high, _ = (int(value) for value in stats[index])
        inner = slice(top, top + high), slice(left, left + wide)
        part = np.where((labels[inner] == index) & (mask[inner] > 0), 255, 0).astype(np.uint8)
        thickness = 2 * float(cv2.distanceTransform(np.pad(part, 1), cv2.DIST_L2, 5).max())
        margin = int(np.clip(2.5 * thickness, LEAST_MARGIN, MOST_MARGIN))
        box = (
            max(0, left - margin),
            max(0, top - margin),
            min(width, left + wide + margin),
            min(height, top + high + margin),
        )
        own = np.zeros((box[3] - box[1], box[2] - box[0]), np.uint8)
        y, x = top - box[1], left - box[0]
        own[y : y + high, x : x + wide] = part
        crop = slice(box[1], box[3]), slice(box[0], box[2])
        texture = _texture(pixels[crop], mask[crop], own)
        unknown = int(np.count_nonzero(mask[crop]))
        difficulty = complexity(thickness, texture)
        holes.append(Hole(box, own, unknown, thickness, texture, difficulty))
    return holes


def complexity(thickness: float, texture: float) -> float:
    """0 for a hairline or a plain ground, 1 for a wide hole in rough texture.

    A hole up to four pixels wide is interpolation wherever it lies; from about 44 pixels on all
    of it has to be made up. A plain ground keeps a quarter of the difficulty, since shading and
    edges may still cross it.
    """
    wide = float(np.clip((thickness - 4) / 40, 0, 1))
    rough = float(np.clip(texture / 16, 0, 1))
    return round(float(np.sqrt(wide * (0.25 + 0.75 * rough))), 4)


def _texture(pixels: Pixels, mask: Plane, own: Plane) -> float:
    ring = (cv2.dilate(own, disk(RING)) > 0) & (cv2.dilate(mask, disk(3)) == 0)
    if not ring.any():
        return 0.0
    values = pixels.astype(np.float32).mean(axis=2)
    return float((values - cv2.GaussianBlur(values, (0, 0), 1.5))[ring].std())
