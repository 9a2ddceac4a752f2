"""What is expected beneath lettering, and how far it may be from that."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages.contract import Pixels, Plane
from jobs.stages.diffusion import diffuse

Floats = NDArray[np.float32]

NEAR = 6.0
"""Deviation in pixels of the surroundings that the ground's own deviation is taken from."""
SPREADS = 5.0
"""Pixels from known ground at which as much as the ground's whole deviation may be missed."""
LEAST = 3.0
"""Deviation in levels that is expected everywhere."""


@dataclass(frozen=True)
class Ground:
    """A crop filled without its lettering: h x w x 3, and each pixel's expected deviation, in
    levels."""

    values: Floats
    deviation: Floats


def ground_beneath(pixels: Pixels, covered: Plane) -> Ground:
    """Fill what is 255 in ``covered``. Raises ``ValueError`` when that is the whole crop."""
    values = pixels.astype(np.float32)
    filled = diffuse(values, covered)
    depth = cv2.distanceTransform(covered, cv2.DIST_L2, 5)
    share = np.minimum(1, depth / SPREADS)
    deviation = np.sqrt(LEAST**2 + spread_around(values, covered) ** 2 * share)
    return Ground(filled, np.asarray(deviation, np.float32))


def spread_around(values: Floats, covered: Plane) -> Floats:
    """The deviation of the known pixels around each pixel, in levels, h x w; ``values`` is
    h x w x 3, ``covered`` 255 where nothing is known."""
    known = (covered == 0).astype(np.float32)[:, :, None]
    sums = cv2.GaussianBlur(np.dstack([known, values * known, values**2 * known]), (0, 0), NEAR)
    count = np.maximum(sums[:, :, :1], 1e-3)
    mean, square = sums[:, :, 1:4] / count, sums[:, :, 4:] / count
    return np.asarray(np.sqrt(np.maximum(square - mean**2, 0).mean(axis=2)), np.float32)
