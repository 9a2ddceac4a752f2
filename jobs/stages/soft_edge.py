"""Takes the soft edge of letters into their mask, as far as the ground would show it."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages.contract import Pixels, Plane
from jobs.stages.regions import disk

Shares = NDArray[np.float32]

PERHAPS = 0.1
"""The probability up to which a pixel beside a letter belongs to its edge."""
MAYBE_PAINTED = 0.15
FINE = 1.5
"""Deviation in pixels of what counts as fine detail."""
NEAR = 5.0
"""Deviation in pixels of the surroundings that a pixel's ground is measured in."""
PLAIN = (8.0, 3.0, 1.5)
"""Fine detail of the ground, in levels, below which a mask is grown by one pixel, by two, by three.

Nothing is lost there, since plain ground is filled without error, and the faintest edge would
show. On rough ground every pixel too many costs more than an edge that nobody can see.
"""


def fine_detail(pixels: Pixels, painted: Shares) -> Shares:
    """How rough the ground is around each pixel of a crop: a deviation in levels.

    What differs from the local mean, root mean square, measured where nothing is painted.
    """
    bare = cv2.dilate((painted > MAYBE_PAINTED).astype(np.uint8), disk(1)) == 0
    values, known = pixels.astype(np.float32), bare.astype(np.float32)
    share = cv2.GaussianBlur(known, (0, 0), FINE)
    mean = cv2.GaussianBlur(values * known[:, :, None], (0, 0), FINE)
    away = ((values - mean / np.maximum(share, 1e-3)[:, :, None]) ** 2).mean(axis=2)
    counted = np.where(share > 0.3, known, 0).astype(np.float32)
    around = np.maximum(cv2.GaussianBlur(counted, (0, 0), NEAR), 1e-3)
    return np.asarray(np.sqrt(cv2.GaussianBlur(away * counted, (0, 0), NEAR) / around), np.float32)


def with_soft_edge(letters: Plane, painted: Shares, detail: Shares) -> Plane:
    """The letters with a pixel of edge where there may be one, and more on plain ground.

    ``letters`` is 255 inside, ``painted`` 0..1, ``detail`` as ``fine_detail`` gives it.
    """
    mask = letters
    for within in (painted > PERHAPS, *(detail < level for level in PLAIN)):
        mask = mask | np.where(within, cv2.dilate(mask, disk(1)), 0).astype(np.uint8)
    return mask
