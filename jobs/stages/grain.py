"""Grain for a fill: noise like that of its ground, as much of it as the fill lacks."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages.contract import Plane
from jobs.stages.membrane import Floats
from jobs.stages.regions import disk

FAR = 12
FINE = 1.5
"""What is finer than this, a Gaussian's deviation in pixels, may be grain."""
ROBUST = 1.4826
"""A Gaussian's deviation is this many times its median absolute value."""
MOST_ALIKE = 0.8
SHALLOW, DEEP = 4.0, 8.0
"""Depth in pixels where grain begins, and where all of it is there.

Near its edge a fill is interpolated well, and noise would cost fidelity where no eye misses it.
"""


def grain(values: Floats, filled: Floats, hole: Plane, rng: np.random.Generator) -> Floats:
    """Noise to add to ``filled``, 0 outside ``hole``; float32, height x width x 3, in levels.

    It has the variance that the fine detail in the fill lacks beside that of the ground around
    it, the ground's covariance between colours and, as far as one Gaussian can give it, its
    correlation between neighbours; it fades out towards the hole's edge. Medians measure the
    deviations and the strongest detail is left out, so that edges and texture count for little.
    """
    noise = np.zeros_like(filled)
    inside = hole > 0
    ring = (cv2.dilate(hole, disk(FAR)) > 0) & (cv2.dilate(hole, disk(2)) == 0)
    if not ring.any() or not inside.any():
        return noise
    fine = values - cv2.GaussianBlur(values, (0, 0), FINE)
    made = filled - cv2.GaussianBlur(filled, (0, 0), FINE)
    size = np.abs(fine).mean(axis=2)
    quiet = ring & (size <= np.median(size[ring]) * 2)
    ground, own = _deviation(fine[quiet]), _deviation(made[inside])
    lacking = np.sqrt(max(0.0, ground**2 - own**2))
    if lacking == 0:
        return noise
    white = rng.normal(0, 1, filled.shape).astype(np.float32)
    soft = _as_soft(white, fine, quiet)
    mixed = soft @ _mixing(fine[quiet]).T
    scale = lacking / max(1e-6, float(np.sqrt(np.mean(mixed**2))))
    depth = cv2.distanceTransform(hole, cv2.DIST_L2, 5)
    share = np.clip((depth - SHALLOW) / (DEEP - SHALLOW), 0, 1)[:, :, None]
    return np.asarray(mixed * scale * share, np.float32)


def _deviation(detail: Floats) -> float:
    return ROBUST * float(np.median(np.abs(detail)))


def _as_soft(white: Floats, fine: Floats, quiet: NDArray[np.bool_]) -> Floats:
    """White noise blurred until its neighbours are as alike as the ground's.

    White noise under a Gaussian of deviation s has the correlation exp(-1 / (4 s²)) one pixel on.
    """
    both = quiet[:, 1:] & quiet[:, :-1]
    first, second = fine[:, 1:][both], fine[:, :-1][both]
    power = float(np.mean(fine[quiet] ** 2))
    alike = float(np.mean(first * second)) / power if len(first) and power else 0.0
    alike = min(MOST_ALIKE, alike)
    if alike <= np.exp(-4):
        return white
    deviation = float(np.sqrt(-1 / (4 * np.log(alike))))
    return np.asarray(cv2.GaussianBlur(white, (0, 0), deviation), np.float32)


def _mixing(detail: Floats) -> NDArray[np.float64]:
    """The matrix that gives independent channels the colours' covariance (Cholesky)."""
    covariance = np.cov(detail.T) if len(detail) > 3 else np.eye(3)
    return np.asarray(np.linalg.cholesky(covariance + 1e-3 * np.eye(3)), np.float64)
