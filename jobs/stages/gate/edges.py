"""Strong edges, and the brightness along a line across each of them."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages.contract import Plane

Floats = NDArray[np.float32]

MOST_EDGES = 12_000
STRONG = 24
"""Smallest central difference at an edge, in levels, a pixel apart."""


@dataclass(frozen=True)
class Edges:
    """Places (x, y) on the crest of strong edges and the unit vector towards the bright side."""

    x: Floats
    y: Floats
    across_x: Floats
    across_y: Floats


def strong_edges(grey: Plane, allowed: NDArray[np.bool_] | None = None) -> Edges:
    """The crests of strong edges, at most ``MOST_EDGES`` of them, evenly picked."""
    slope_x = cv2.Scharr(grey, cv2.CV_32F, 1, 0, scale=1 / 32)
    slope_y = cv2.Scharr(grey, cv2.CV_32F, 0, 1, scale=1 / 32)
    slope = cv2.magnitude(slope_x, slope_y)
    candidates = slope > STRONG / 2
    if allowed is not None:
        candidates &= allowed
    places = np.flatnonzero(candidates)
    step = -(-places.size // (2 * MOST_EDGES)) or 1
    rows, columns = np.divmod(places[::step], grey.shape[1])
    strength = slope[rows, columns]
    towards_x = slope_x[rows, columns] / strength
    towards_y = slope_y[rows, columns] / strength
    x, y = columns.astype(np.float32), rows.astype(np.float32)
    ahead, behind = (sample(slope, x + s * towards_x, y + s * towards_y) for s in (1, -1))
    crest = (strength >= ahead) & (strength > behind)
    return Edges(x[crest], y[crest], towards_x[crest], towards_y[crest])


def profiles(values: Floats, edges: Edges, reach: int) -> Floats:
    """Brightness from the dark side to the bright: one row an edge, 2·reach + 1 columns."""
    steps = np.arange(-reach, reach + 1, dtype=np.float32)
    x = edges.x[:, None] + edges.across_x[:, None] * steps
    y = edges.y[:, None] + edges.across_y[:, None] * steps
    return sample(values, x, y)


def sample(values: Floats, x: Floats, y: Floats) -> Floats:
    """Values between pixels, bilinear; the border is repeated outwards.

    Of a height x width plane at positions of any shape, or of height x width x 3 at a row of
    positions, which gives a row of colours each.
    """
    if x.size == 0:
        return np.zeros((*x.shape, *values.shape[2:]), np.float32)
    across = x.reshape(len(x), -1)
    down = y.reshape(len(y), -1)
    parts = [
        # OpenCV's remap addresses at most 32 767 rows at once.
        cv2.remap(
            values,
            np.ascontiguousarray(across[at : at + 30_000]),
            np.ascontiguousarray(down[at : at + 30_000]),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )
        for at in range(0, len(across), 30_000)
    ]
    sampled: Floats = np.concatenate(parts).reshape((*x.shape, *values.shape[2:]))
    return sampled
