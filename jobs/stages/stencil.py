"""Solves for the pixels of a hole as weighted means of their neighbours."""

from __future__ import annotations

import cv2
import numpy as np

from jobs.stages.banded import Banded, Floats, Link
from jobs.stages.contract import Plane
from jobs.stages.regions import disk

MOST_UNKNOWNS = 20_000
"""Larger systems are solved at half size first, since their cost grows faster than they do."""
RIM = 8
"""Pixels from a large hole's edge that are solved again at full size."""


class Grid:
    """The pixels of a hole, 255 inside, set up once for any number of solutions.

    A hole of more than ``MOST_UNKNOWNS`` pixels is filled at half size, where what lies deep
    inside it is as smooth, and solved at full size along its rim. Raises ``ValueError`` when the
    hole leaves nothing to start from.
    """

    def __init__(self, hole: Plane) -> None:
        inside = hole > 0
        if inside.all():
            raise ValueError("The hole covers the whole crop: nothing is left to fill it from.")
        self.hole, self.deep, self.half = hole, np.zeros_like(hole), None
        if np.count_nonzero(inside) > MOST_UNKNOWNS:
            self.deep = np.asarray(cv2.erode(hole, disk(RIM)), np.uint8)
            self.half = _Half(hole)
        self.unknowns = Banded(inside & (self.deep == 0)) if inside.any() else None

    def settle(self, values: Floats, links: tuple[Link, ...]) -> Floats:
        """``values``, height x width x channels, each one inside the mean of its neighbours.

        By ``links``; neighbours past the picture's border do not count.
        """
        if self.half is not None:
            coarse = self.half.settle(values, links)
            values = np.where(self.deep[:, :, None] > 0, coarse, values).astype(np.float32)
        return self.unknowns.solve(values, links) if self.unknowns else values.copy()


class _Half:
    """The same hole at half size."""

    def __init__(self, hole: Plane) -> None:
        height, width = hole.shape
        self.hole, self.size = hole, (max(1, width // 2), max(1, height // 2))
        known = np.zeros((height, width, 1), np.float32)
        self.grid = Grid(shrink(known, hole, self.size)[1])

    def settle(self, values: Floats, links: tuple[Link, ...]) -> Floats:
        height, width = self.hole.shape
        smaller, _ = shrink(values, self.hole, self.size)
        thinner = tuple(
            Link(each.dy, each.dx, _resized(each.weight, self.size, cv2.INTER_AREA))
            for each in links
        )
        filled = self.grid.settle(smaller, thinner)
        return _resized(filled, (width, height), cv2.INTER_LINEAR).reshape(values.shape)


def shrink(values: Floats, hole: Plane, size: tuple[int, int]) -> tuple[Floats, Plane]:
    """Values and hole at a smaller ``size`` (width, height), each value from known ones alone.

    A pixel stays in the hole when less than half of what it covers is known.
    """
    known = (hole == 0).astype(np.float32)
    share = _resized(known, size, cv2.INTER_AREA)
    total = _resized(values * known[:, :, None], size, cv2.INTER_AREA)
    smaller = total.reshape(*share.shape, -1) / np.maximum(share, 1e-6)[:, :, None]
    return smaller, np.where(share < 0.5, 255, 0).astype(np.uint8)


def _resized(values: Floats, size: tuple[int, int], method: int) -> Floats:
    return np.asarray(cv2.resize(values, size, interpolation=method), np.float32)
