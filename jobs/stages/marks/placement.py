"""Where a mark lies on a photo, and how it looks there."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages.marks.known_mark import Floats, KnownMark

Matrix = NDArray[np.float64]


class Box(NamedTuple):
    """A window of a photo, in whole pixels; right and bottom are just outside."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True)
class Placement:
    """The mark's centre in the photo's pixels (the middle of the first pixel is 0, 0), its scale
    against the registered picture, and its turn in degrees, clockwise as the photo is seen."""

    x: float
    y: float
    scale: float
    turn: float

    def scaled(self, factor: float) -> Placement:
        """The same place in a photo resized by ``factor``."""
        return Placement(
            (self.x + 0.5) * factor - 0.5, (self.y + 0.5) * factor - 0.5,
            self.scale * factor, self.turn,
        )  # fmt: skip

    def matrix(self, size: tuple[int, int]) -> Matrix:
        """2 x 3: from a mark's pixels (of ``size``) to the photo's."""
        angle = math.radians(self.turn)
        a, b = self.scale * math.cos(angle), self.scale * math.sin(angle)
        middle_x, middle_y = (size[0] - 1) / 2, (size[1] - 1) / 2
        return np.array(
            [
                [a, -b, self.x - a * middle_x + b * middle_y],
                [b, a, self.y - b * middle_x - a * middle_y],
            ]
        )

    def corners(self, size: tuple[int, int]) -> NDArray[np.float64]:
        """4 x 2: where the corners of a mark of ``size`` lie, clockwise from its upper left."""
        width, height = size
        edge = np.array(
            [[-0.5, -0.5], [width - 0.5, -0.5], [width - 0.5, height - 0.5], [-0.5, height - 0.5]]
        )
        matrix = self.matrix(size)
        return np.asarray(edge @ matrix[:, :2].T + matrix[:, 2])

    def box(self, size: tuple[int, int], margin: int) -> Box:
        """The window that holds a mark of ``size`` with a margin; may reach past the photo."""
        corners = self.corners(size)
        low, high = np.floor(corners.min(axis=0)), np.ceil(corners.max(axis=0))
        return Box(
            int(low[0]) - margin, int(low[1]) - margin,
            int(high[0]) + margin + 1, int(high[1]) + margin + 1,
        )  # fmt: skip


@dataclass(frozen=True)
class Drawn:
    """A mark as it lies in a window: ``alpha`` h x w 0..1, ``colour`` times alpha h x w x 3."""

    alpha: Floats
    colour: Floats


class Drawer:
    """Draws one mark at any place, softened as making it smaller softens it."""

    def __init__(self, mark: KnownMark) -> None:
        self.size = mark.size
        # A quarter of the size at most: halving averages, as reducing a picture does.
        self.levels = [np.dstack([mark.colour, mark.alpha])]
        while min(self.levels[-1].shape[:2]) >= 8:
            level = self.levels[-1]
            height, width = level.shape[:2]
            half = (max(1, width // 2), max(1, height // 2))
            self.levels.append(cv2.resize(level, half, interpolation=cv2.INTER_AREA))

    def draw(self, place: Placement, box: Box) -> Drawn:
        """The mark in a window of the photo."""
        depth = 0
        while depth + 1 < len(self.levels) and place.scale * 2**depth < 0.5:
            depth += 1
        level = self.levels[depth]
        width, height = self.size
        own_height, own_width = level.shape[:2]
        matrix = place.matrix(self.size)
        # Pixel centres of the smaller level, in the mark's own pixels.
        steps = np.array([width / own_width, height / own_height])
        shift = (steps - 1) / 2
        to_photo = matrix.copy()
        to_photo[:, :2] = matrix[:, :2] * steps
        to_photo[:, 2] = matrix[:, :2] @ shift + matrix[:, 2] - (box.left, box.top)
        own_scale = place.scale * float(steps.mean())
        soft = level if own_scale >= 1 else softened(level, own_scale)
        drawn = cv2.warpAffine(
            soft, to_photo, (box.right - box.left, box.bottom - box.top), flags=cv2.INTER_LINEAR
        )
        return Drawn(np.ascontiguousarray(drawn[:, :, 3]), np.ascontiguousarray(drawn[:, :, :3]))


def softened(level: Floats, scale: float) -> Floats:
    """What a pixel of the photo averages when it covers ``1 / scale`` pixels of the mark."""
    # A box of width b has the variance b² / 12; interpolation gives a part of it already.
    sigma = math.sqrt(max(0.0, (1 / scale**2 - 1) / 12))
    return level if sigma < 0.1 else cv2.GaussianBlur(level, (0, 0), sigma)
