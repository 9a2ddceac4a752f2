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
    """A crop filled without its lettering: h x w x 3; each pixel's expected deviation, and that of
    the known pixels around it, in levels, h x w."""

    values: Floats
    deviation: Floats
    spread: Floats


def ground_beneath(pixels: Pixels, covered: Plane) -> Ground:
    """Fill what is 255 in ``covered``. Raises ``ValueError`` when that is the whole crop."""
    values = pixels.astype(np.float32)
    filled = diffuse(values, covered)
    depth = cv2.distanceTransform(covered, cv2.DIST_L2, 5)
    share = np.minimum(1, depth / SPREADS)
    spread = _spread(values, covered)
    deviation = np.sqrt(LEAST**2 + spread**2 * share)
    return Ground(filled, np.asarray(deviation, np.float32), spread)


def _spread(values: Floats, covered: Plane) -> Floats:
    """The deviation of the known pixels around each pixel, over three colours."""
    known = (covered == 0).astype(np.float32)[:, :, None]
    sums = cv2.GaussianBlur(np.dstack([known, values * known, values**2 * known]), (0, 0), NEAR)
    count = np.maximum(sums[:, :, :1], 1e-3)
    mean, square = sums[:, :, 1:4] / count, sums[:, :, 4:] / count
    return np.asarray(np.sqrt(np.maximum(square - mean**2, 0).mean(axis=2)), np.float32)
