"""What lettering leaves beside itself once a picture was compressed: ripples on calm ground."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages.contract import Pixels, Plane, Region
from jobs.stages.overlay.ground import ground_beneath

Floats = NDArray[np.float32]
Places = NDArray[np.bool_]

REACH = 8.0
"""Pixels from letters within which their traces lie: the side of a JPEG's blocks."""
CALM = 2.5
"""The ground's deviation in levels up to which it is calm: there a few levels more are seen."""
BEYOND, LEAST_BEYOND, MOST_BEYOND = 3.0, 3.5, 40.0
"""How many of the ground's own deviations, and levels at least and at most, a trace is off by;
beyond that it is a thing of its own."""
RIPPLE, ONE_SIDED = 2.0, 0.6
"""Deviation in pixels of a neighbourhood, and the share of what pixels are off by there that their
mean brightness may be: ripples go up and down, an edge of the photo does not."""


def with_traces(pixels: Pixels, masked: Plane, region: Region) -> tuple[Plane, Region]:
    """A line's mask with the traces beside it, in its crop, and the region told of them."""
    found = traces(pixels, masked)
    count = int(np.count_nonzero(found))
    if not count:
        return masked, region
    reason = f"{region.reason}; {count} px beside them that compression rippled"
    whole = np.where(found, 255, masked).astype(np.uint8)
    return whole, region.model_copy(update={"reason": reason})


def traces(pixels: Pixels, masked: Plane) -> Places:
    """Where a crop beside its mask ripples about the calm ground farther out, h x w.

    ``masked`` is 255 where lettering is replaced. Nothing where the ground is rough, since what
    is seen there is likelier the ground's own, and filling is no better.
    """
    away = cv2.distanceTransform(255 - masked, cv2.DIST_L2, 5)
    beside = (away > 0) & (away <= REACH)
    unknown = np.where(away <= REACH, 255, 0).astype(np.uint8)
    if not masked.any() or unknown.all():
        return np.zeros_like(beside)
    ground = ground_beneath(pixels, unknown)
    off = pixels.astype(np.float32) - ground.values
    away_by = np.sqrt((off**2).mean(axis=2))
    odd = (away_by > np.maximum(LEAST_BEYOND, BEYOND * ground.spread)) & (away_by < MOST_BEYOND)
    return np.asarray(beside & (ground.spread < CALM) & odd & _ripples(off, beside), np.bool_)


def _ripples(off: Floats, beside: Places) -> Places:
    """Where the brightness of what pixels are off by, h x w x 3 levels, goes up and down, h x w.

    Colour alone may bleed to one side: it is compressed in blocks twice as large.
    """
    known = beside.astype(np.float32)
    light = off.mean(axis=2)
    planes = np.dstack([known, light * known, (off**2).mean(axis=2) * known])
    count, mean, square = cv2.split(cv2.GaussianBlur(planes, (0, 0), RIPPLE))
    count = np.maximum(count, 1e-3)
    return np.asarray((mean / count) ** 2 < ONE_SIDED**2 * square / count, np.bool_)
