"""What the known pixels around a hole look like: the numbers that say how hard it is to fill."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages.contract import Pixels, Plane
from jobs.stages.regimes import regimes
from jobs.stages.regions import disk

CLEAR = 3
"""Pixels from the mask that are not looked at: what was painted may have bled into them."""
NEAR = 6
AROUND = 12


@dataclass(frozen=True)
class Surroundings:
    """Numbers of the ring around a hole.

    ``edge_deviation`` is the colours' deviation just outside the hole, 0..255, which PanelCleaner
    chooses its masks by. ``texture`` is the deviation of what is finer than three pixels, and
    ``gradient`` the root mean square of the slope, in levels a pixel, both within twelve pixels.
    ``regimes`` counts the areas of like colour and texture that touch the hole, and ``strength``
    is the strongest change between two of them, CIE76.
    """

    edge_deviation: float
    texture: float
    gradient: float
    regimes: int
    strength: float


def look_around(pixels: Pixels, unknown: Plane, own: Plane) -> Surroundings:
    """Measure a crop around the hole ``own``; nothing ``unknown`` counts, both 255 inside.

    Where nothing near is known all numbers are 0. Raises ``ValueError`` when the hole is empty.
    """
    clear = cv2.dilate(unknown, disk(CLEAR)) == 0
    edge = (cv2.dilate(own, disk(NEAR)) > 0) & clear
    ring = (cv2.dilate(own, disk(AROUND)) > 0) & clear
    if not edge.any():
        return Surroundings(0.0, 0.0, 0.0, 0, 0.0)
    values = pixels.astype(np.float32)
    grey = _known_alone(values.mean(axis=2), unknown)
    smooth = cv2.GaussianBlur(grey, (0, 0), 0.6)
    across = cv2.Sobel(smooth, cv2.CV_32F, 1, 0, scale=1 / 8)[ring]
    down = cv2.Sobel(smooth, cv2.CV_32F, 0, 1, scale=1 / 8)[ring]
    found = regimes(pixels, unknown, own)
    return Surroundings(
        edge_deviation=float(values[edge].std(axis=0).mean()),
        texture=float((grey - cv2.GaussianBlur(grey, (0, 0), 1.5))[ring].std()),
        gradient=float(np.sqrt(np.mean(across**2 + down**2))),
        regimes=found.count,
        strength=found.strength,
    )


def _known_alone(grey: NDArray[np.float32], unknown: Plane) -> NDArray[np.float32]:
    """The same with unknown values near known ones taken from those, so that nothing leaks."""
    known = (unknown == 0).astype(np.float32)
    share = np.maximum(cv2.GaussianBlur(known, (0, 0), 2), 1e-3)
    spread = cv2.GaussianBlur(grey * known, (0, 0), 2) / share
    return np.where(unknown > 0, spread, grey).astype(np.float32)
