"""Takes the last trace of soft edges off, beside letters, as far as the ground lets it be seen."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages.contract import EDGE, Pixels, Plane, Region
from jobs.stages.membrane import membrane
from jobs.stages.regions import with_ground

Floats = NDArray[np.float32]
Places = NDArray[np.bool_]

CALM = 4.0
"""Deviation in levels of the ground's fine detail at which half of a trace is taken off: on calmer
ground it would be seen, on rougher what is taken for a trace is likelier the ground's own."""
FINE, NEAR = 1.0, 4.0
"""Deviations in pixels of what counts as fine detail, and of the surroundings it is taken from."""
ALONG = 3.0
"""Deviation in pixels of the part of an edge over which it is seen whether there is a trace."""


def edges_off(pixels: Pixels, seen: Pixels, mask: Plane, region: Region) -> None:
    """Draw the pixels around a line's letters that are ``EDGE`` in ``mask`` towards their ground.

    ``pixels`` is changed in place, ``seen`` the picture before anything was filled. Nothing
    changes where no ground is left to compare with.
    """
    height, width = mask.shape
    left, top, right, bottom = with_ground(region.polygon, width, height)
    place = slice(top, bottom), slice(left, right)
    edge, unknown = mask[place] == EDGE, (mask[place] == 255) | (mask[place] == EDGE)
    if not edge.any() or unknown.all():
        return
    values = seen[place].astype(np.float32)
    hole = np.where(unknown, 255, 0).astype(np.uint8)
    off = membrane(values, hole) - values
    drawn = values + _taken(off, edge, _detail(values, hole))[:, :, None] * off
    whole = np.clip(np.round(drawn), 0, 255).astype(np.uint8)
    np.copyto(pixels[place], whole, where=edge[:, :, None])


def _taken(off: Floats, edge: Places, detail: Floats) -> Floats:
    """How much of what an edge is off by is a trace, 0..1, h x w: what goes beyond the variance of
    the ground's own ``detail`` there (Wiener's filter), and of that less on rough ground."""
    power = _around((off**2).mean(axis=2), edge, ALONG)
    trace = np.maximum(0, 1 - detail / np.maximum(power, 1e-3))
    return np.asarray(trace * CALM**2 / (CALM**2 + detail), np.float32)


def _detail(values: Floats, hole: Plane) -> Floats:
    """The variance of the ground's fine detail around each pixel, in levels squared, h x w."""
    fine = ((values - cv2.GaussianBlur(values, (0, 0), FINE)) ** 2).mean(axis=2)
    return _around(fine, hole == 0, NEAR)


def _around(values: Floats, places: Places, reach: float) -> Floats:
    """The mean around each pixel of the values at some places, h x w; ``reach`` is a deviation in
    pixels."""
    weight = places.astype(np.float32)
    total, count = (cv2.GaussianBlur(each, (0, 0), reach) for each in (values * weight, weight))
    return np.asarray(total / np.maximum(count, 1e-3), np.float32)
