"""Sides: each part of a divided hole is filled from its own regime."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages.contract import Plane
from jobs.stages.removal.curves import Curve
from jobs.stages.removal.division import Sides
from jobs.stages.removal.edges import carry, soften
from jobs.stages.removal.ground import surface, trusted
from jobs.stages.removal.texture import piece

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]

MIXED = 2.0
"""Pixels next to another side are a mixture of both."""
OVERLAP = 2
"""Sides are filled this many pixels into each other, for their softened border."""


@dataclass(frozen=True)
class SideFill:
    """How one side was filled.

    ``surface`` is a smooth surface alone, for want of a place with room; ``texture`` has detail
    carried over from ``shift`` pixels to the right and down.
    """

    method: Literal["surface", "texture"]
    pixels: int
    shift: tuple[int, int] | None


def fill_sides(
    values: Floats, hole: Plane, sides: Sides, curves: tuple[Curve, ...]
) -> tuple[Floats, tuple[SideFill, ...]]:
    """The whole hole, each side from its own regime and the edges between them as outside.

    ``values`` is height x width x 3, 0..255; what is outside the hole has no meaning in the
    answer.
    """
    distance = cv2.distanceTransform(255 - hole, cv2.DIST_L2, 5)
    made, reports = [], []
    for side in range(len(sides)):
        mine = _mine(sides, side, distance)
        share = (sides.shares[side] > 0).astype(np.uint8)
        wanted = (cv2.dilate(share, np.ones((2 * OVERLAP + 1,) * 2, np.uint8)) > 0) & (hole > 0)
        filled, shift = _one(values, mine, distance, wanted)
        made.append(filled)
        method: Literal["surface", "texture"] = "surface" if shift is None else "texture"
        reports.append(SideFill(method, int(np.count_nonzero(share)), shift))
    shares = soften(sides.shares, hole > 0, curves)
    mixed = np.einsum("shw,shwc->hwc", shares, np.stack(made))
    return np.asarray(mixed + carry(curves, hole > 0), np.float32), tuple(reports)


def _mine(sides: Sides, side: int, distance: Floats) -> Flags:
    """The known pixels of a side, those that are mixed with another side left out."""
    here = sides.outside == side
    others = (sides.outside >= 0) & ~here
    apart = cv2.distanceTransform((~others).astype(np.uint8), cv2.DIST_L2, 5)
    clear = here & (apart > MIXED)
    return np.asarray(clear if (clear & (distance <= 20)).any() else here, np.bool_)


def _one(
    values: Floats, mine: Flags, distance: Floats, wanted: Flags
) -> tuple[Floats, tuple[int, int] | None]:
    known = trusted(values, mine, distance)
    if not known.any():
        # A side that sees nothing of its own takes what is nearest, whatever it is.
        known = distance == distance[distance > 0].min()
    rows, columns = np.nonzero(known | wanted)
    tight = (
        slice(int(rows.min()), int(rows.max()) + 1),
        slice(int(columns.min()), int(columns.max()) + 1),
    )
    smooth = np.zeros_like(values)
    smooth[tight] = surface(values[tight], known[tight])
    found = piece(values, mine, wanted) if wanted.any() else None
    if found is None:
        return smooth, None
    return smooth + found.detail, found.shift
