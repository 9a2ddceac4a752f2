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
_STRIP = 64


@dataclass(frozen=True)
class Edges:
    """Places (x, y) on the crest of strong edges and the unit vector towards the bright side."""

    x: Floats
    y: Floats
    across_x: Floats
    across_y: Floats


def strong_edges(grey: Plane) -> Edges:
    """The crests of strong edges, at most ``MOST_EDGES`` of them, evenly picked."""
    slope, places, slope_x, slope_y = _steep(grey)
    step = -(-places.size // (2 * MOST_EDGES)) or 1
    rows, columns = np.divmod(places[::step], grey.shape[1])
    strength = slope[rows, columns]
    towards_x, towards_y = slope_x[::step] / strength, slope_y[::step] / strength
    x, y = columns.astype(np.float32), rows.astype(np.float32)
    ahead, behind = (sample(slope, x + s * towards_x, y + s * towards_y) for s in (1, -1))
    crest = (strength >= ahead) & (strength > behind)
    return Edges(x[crest], y[crest], towards_x[crest], towards_y[crest])


def _steep(grey: Plane) -> tuple[Floats, NDArray[np.intp], Floats, Floats]:
    """The slope everywhere, and where it is strong: flat indices with the slope across and down.

    Strip by strip: whole planes of slopes would be fetched from memory again and again.
    """
    height, width = grey.shape
    slope = np.empty(grey.shape, np.float32)
    found: list[tuple[NDArray[np.intp], Floats, Floats]] = []
    for top in range(0, height, _STRIP):
        end = min(top + _STRIP, height)
        # A row more on either side, which the operator reaches over.
        above, below = max(0, top - 1), min(height, end + 1)
        inner = slice(top - above, end - above)
        across, down = (
            cv2.Scharr(grey[above:below], cv2.CV_32F, *way, scale=1 / 32)[inner]
            for way in ((1, 0), (0, 1))
        )
        cv2.magnitude(across, down, slope[top:end])
        places = np.flatnonzero(slope[top:end] > STRONG / 2)
        found.append((places + top * width, across.ravel()[places], down.ravel()[places]))
    places, slope_x, slope_y = (np.concatenate(one) for one in zip(*found, strict=True))
    return slope, places, slope_x, slope_y


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
