"""Splits a mask into holes that can be filled one by one, and measures what lies around each."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from jobs.stages.contract import Pixels, Plane
from jobs.stages.regions import disk
from jobs.stages.surroundings import Surroundings, look_around

TOGETHER = 5
LEAST_MARGIN = 24
MOST_MARGIN = 200
HEARD = 10.0
"""Width in pixels from which on a hole has room for what a hint asks for."""


@dataclass(frozen=True)
class Hole:
    """One hole, and what says how hard it is to fill.

    ``box`` is left, top, right, bottom of the crop to work in, ``own`` the hole's own pixels in
    that crop, 255 inside, and ``area`` how many they are. ``thickness`` is its largest width in
    pixels.
    """

    box: tuple[int, int, int, int]
    own: Plane
    area: int
    thickness: float
    around: Surroundings

    @property
    def place(self) -> tuple[slice, slice]:
        """The crop's rows and columns in the picture."""
        return slice(self.box[1], self.box[3]), slice(self.box[0], self.box[2])


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
        widest = thickness(part)
        margin = int(np.clip(2.5 * widest, LEAST_MARGIN, MOST_MARGIN))
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
        around = look_around(pixels[crop], mask[crop], own)
        holes.append(Hole(box, own, int(np.count_nonzero(part)), widest, around))
    return holes


def thickness(part: Plane) -> float:
    """The largest width in pixels of what is 255 in ``part``."""
    return 2 * float(cv2.distanceTransform(np.pad(part, 1), cv2.DIST_L2, 5).max())
