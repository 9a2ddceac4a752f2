"""Predicts the copies of a tiled mark: where a lattice of sure ones says that another lies."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jobs.stages.marks.placement import Placement

Points = NDArray[np.float64]

FEWEST = 4
"""Copies that a lattice stands on: three points lie on one wherever they are."""
ALIKE, TURNED = 0.06, 4.0
"""Share of its scale, and degrees, that a copy may differ by from its siblings."""
OFF = 0.12
"""Of the mark's shorter side: how far a copy may lie from its place on the lattice."""
CLOSEST = 0.7
"""Of the mark's shorter side: the shortest step, since copies do not lie on each other."""
SLANT = 0.3
"""Sine of the least angle between the lattice's two steps."""


@dataclass(frozen=True)
class Lattice:
    """Places at ``origin + seats @ steps`` for whole numbers ``seats``.

    ``origin`` is x, y and ``steps`` 1 or 2 x 2 (a row has one step alone), in the photo's
    pixels; a place is held to lie on it up to ``off`` pixels away.
    """

    origin: Points
    steps: Points
    off: float

    def seats(self, points: Points) -> tuple[Points, NDArray[np.bool_]]:
        """Of n x 2 points the nearest seats, n x steps, and whether they lie on them."""
        inverse: Points = np.linalg.pinv(self.steps).astype(np.float64)
        seats: Points = np.round((points - self.origin) @ inverse)
        away = np.linalg.norm(points - self.places(seats), axis=1)
        return seats, np.asarray(away < self.off, np.bool_)

    def places(self, seats: Points) -> Points:
        """Where seats lie, n x 2."""
        return np.asarray(self.origin + seats @ self.steps)

    def fitted(self, points: Points) -> Lattice:
        """The same, moved by least squares to the points that lie on it."""
        seats, on = self.seats(points)
        known = np.column_stack([np.ones(int(on.sum())), seats[on]])
        solved: Points = np.linalg.lstsq(known, points[on], rcond=None)[0].astype(np.float64)
        return Lattice(solved[0], solved[1:], self.off)


def siblings(
    sure: Sequence[Placement], size: tuple[int, int], photo: tuple[int, int]
) -> list[Placement]:
    """Where the lattice of the ``sure`` copies has a place and none of them lies.

    ``size`` is the mark's width and height, ``photo`` the photo's. Each place has the middle
    scale and turn of the copies. Empty where they lie on no lattice.
    """
    alike = max((_alike(one, sure) for one in sure), key=len, default=[])
    if len(alike) < FEWEST:
        return []
    points = np.array([(one.x, one.y) for one in alike])
    scale = float(np.median([one.scale for one in alike]))
    turn = float(np.median([one.turn for one in alike]))
    lattice = lattice_of(points, scale * min(size))
    if lattice is None:
        return []
    corners = np.array([(0, 0), (photo[0], 0), (0, photo[1]), photo], np.float64)
    ends = (corners - lattice.origin) @ np.linalg.pinv(lattice.steps)
    low, high = np.floor(ends.min(axis=0)), np.ceil(ends.max(axis=0))
    spans = [np.arange(first, last + 1) for first, last in zip(low, high, strict=True)]
    seats = np.stack(np.meshgrid(*spans, indexing="ij"), axis=-1).reshape(-1, len(spans))
    return [
        Placement(float(x), float(y), scale, turn)
        for x, y in lattice.places(seats)
        if 0 <= x < photo[0]
        and 0 <= y < photo[1]
        and np.linalg.norm(points - (x, y), axis=1).min() > lattice.off
    ]


def lattice_of(points: Points, short: float) -> Lattice | None:
    """The lattice that most of n x 2 points lie on; None where fewer than ``FEWEST`` do.

    ``short`` is the mark's shorter side on the photo, in pixels.
    """
    steps = _steps(points, CLOSEST * short, OFF * short)
    if not len(steps):
        return None
    begun = [Lattice(start, steps, OFF * short) for start in points]
    best = max(begun, key=lambda one: int(one.seats(points)[1].sum()))
    # The first steps were measured between neighbours, and err more with every seat.
    settled = best.fitted(points).fitted(points)
    return settled if settled.seats(points)[1].sum() >= FEWEST else None


def _alike(one: Placement, others: Sequence[Placement]) -> list[Placement]:
    return [
        other
        for other in others
        if abs(math.log(other.scale / one.scale)) < ALIKE and abs(other.turn - one.turn) < TURNED
    ]


def _steps(points: Points, least: float, off: float) -> Points:
    """The two shortest ways from copy to copy that occur twice and more; one where all lie in a
    row, none where no way does."""
    first, second = np.triu_indices(len(points), 1)
    ways = points[second] - points[first]
    ways = ways[np.linalg.norm(ways, axis=1) >= least]
    back = (ways[:, 0] < -off) | ((np.abs(ways[:, 0]) <= off) & (ways[:, 1] < 0))
    ways[back] *= -1
    apart = np.linalg.norm(ways[:, None] - ways[None], axis=2) < off
    means = np.array([ways[near].mean(axis=0) for near in apart if near.sum() >= 2])
    if not len(means):
        return np.empty((0, 2))
    means = means[np.argsort(np.linalg.norm(means, axis=1), kind="stable")]
    lengths = np.linalg.norm(means, axis=1)
    slant = np.abs(means[0, 0] * means[:, 1] - means[0, 1] * means[:, 0]) / (lengths[0] * lengths)
    return means[[0, *np.flatnonzero(slant > SLANT)[:1]]]
