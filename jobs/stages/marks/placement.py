"""Where a mark lies on a photo, and how it looks there."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
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
    against the registered picture, its turn in degrees, clockwise as the photo is seen, and how
    much wider than high it was made (1: not at all; editors round width and height)."""

    x: float
    y: float
    scale: float
    turn: float
    stretch: float = 1.0

    def moved(self, x: float, y: float) -> Placement:
        """The same, so many pixels further right and down."""
        return replace(self, x=self.x + x, y=self.y + y)

    def scaled(self, factor: float) -> Placement:
        """The same place in a photo resized by ``factor``."""
        return replace(
            self,
            x=(self.x + 0.5) * factor - 0.5,
            y=(self.y + 0.5) * factor - 0.5,
            scale=self.scale * factor,
        )

    def matrix(self, size: tuple[int, int]) -> Matrix:
        """2 x 3: from a mark's pixels (of ``size``) to the photo's."""
        angle = math.radians(self.turn)
        across, down = self.scale * math.sqrt(self.stretch), self.scale / math.sqrt(self.stretch)
        cosine, sine = math.cos(angle), math.sin(angle)
        turned = np.array([[across * cosine, -down * sine], [across * sine, down * cosine]])
        middle = np.array([(size[0] - 1) / 2, (size[1] - 1) / 2])
        return np.column_stack([turned, np.array([self.x, self.y]) - turned @ middle])

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

    def draw(self, place: Placement, box: Box, *, fine: int = 1) -> Drawn:
        """The mark in a window of the photo.

        With ``fine`` above 1 it is drawn so many times larger by cubic interpolation, and each
        pixel is the mean of what it covers: slower, and as near as can be to what editors do.
        """
        size = (box.right - box.left) * fine, (box.bottom - box.top) * fine
        level, steps = self._level(place.scale * fine)
        matrix = place.matrix(self.size)
        # Pixel centres of the smaller level lie between those of the mark's own.
        shift = (steps - 1) / 2
        to_photo = matrix.copy()
        to_photo[:, :2] = matrix[:, :2] * steps * fine
        corner = matrix[:, :2] @ shift + matrix[:, 2] - (box.left, box.top)
        to_photo[:, 2] = (corner + 0.5) * fine - 0.5
        own_scale = place.scale * fine * float(steps.mean())
        soft = level if own_scale >= 1 else softened(level, own_scale)
        flags = cv2.INTER_CUBIC if fine > 1 else cv2.INTER_LINEAR
        drawn = cv2.warpAffine(soft, to_photo, size, flags=flags)
        if fine == 1:
            return Drawn(drawn[:, :, 3].copy(), drawn[:, :, :3].copy())
        small = cv2.resize(drawn, (size[0] // fine, size[1] // fine), interpolation=cv2.INTER_AREA)
        # Cubic interpolation overshoots beside an edge.
        alpha = np.clip(small[:, :, 3], 0, 1)
        return Drawn(alpha, np.clip(small[:, :, :3], 0, alpha[:, :, None]))

    def _level(self, scale: float) -> tuple[Floats, NDArray[np.float64]]:
        """The level that is reduced by at most a half more, and the mark's pixels in one of it."""
        depth = 0
        while depth + 1 < len(self.levels) and scale * 2**depth < 0.5:
            depth += 1
        level = self.levels[depth]
        return level, np.array([self.size[0] / level.shape[1], self.size[1] / level.shape[0]])


def softened(level: Floats, scale: float) -> Floats:
    """What a pixel of the photo averages when it covers ``1 / scale`` pixels of the mark."""
    # A box of width b has the variance b² / 12; interpolation gives a part of it already.
    sigma = math.sqrt(max(0.0, (1 / scale**2 - 1) / 12))
    return level if sigma < 0.1 else cv2.GaussianBlur(level, (0, 0), sigma)
