"""Ground: the smooth surface of one side, from what is known of that side alone."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages.contract import Plane
from jobs.stages.membrane import membrane

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]

NEAR = 10.0
"""Pixels from the hole within which a side is asked for its surface."""
SMOOTH = 1.5
"""The known is calmed by this deviation, or its noise would run into the hole as streaks."""
MOST_PIXELS = 16_000
"""A larger surface is solved on a coarser grid: it has no detail that would be lost."""
LEAST_KNOWN = 24


def trusted(values: Floats, mine: Flags, distance: Floats) -> Flags:
    """Known pixels near the hole that look as their side does; far strays are left out.

    ``mine`` marks the side's known pixels and ``distance`` is to the hole, both of the crop.
    """
    near = mine & (distance <= NEAR)
    if np.count_nonzero(near) < LEAST_KNOWN:
        return mine & (distance <= 2 * NEAR)
    fit = plane(values, near)
    away = np.abs(values - fit).max(axis=2)
    usual = float(np.median(away[near]))
    kept = near & (away <= 6 + 4 * usual)
    return kept if np.count_nonzero(kept) >= LEAST_KNOWN else near


def plane(values: Floats, known: Flags) -> Floats:
    """The plane through the known values, by re-weighted least squares; level when few are known.

    The weights are Cauchy's, and the slope is held back by a pixel's worth of noise, so that a
    narrow stretch does not lean on its noise.
    """
    height, width = known.shape
    rows, columns = np.nonzero(known)
    seen = values[rows, columns].astype(np.float64)
    if len(rows) < LEAST_KNOWN:
        level = seen.mean(axis=0) if len(rows) else np.zeros(values.shape[2])
        return np.broadcast_to(level, values.shape).astype(np.float32)
    middle = np.array([columns.mean(), rows.mean()])
    across = np.stack([columns - middle[0], rows - middle[1]], axis=1)
    basis = np.column_stack([np.ones(len(rows)), across])
    weight = np.ones(len(rows))
    held = np.diag([0.0, 20.0 * len(rows) ** 0.5, 20.0 * len(rows) ** 0.5])
    factors = np.zeros((3, values.shape[2]))
    for _ in range(4):
        weighted = basis * weight[:, None]
        factors = np.linalg.solve(weighted.T @ basis + held, weighted.T @ seen)
        away = np.sqrt(((seen - basis @ factors) ** 2).sum(axis=1))
        scale = max(1.5, 2 * float(np.median(away)))
        weight = 1 / (1 + (away / scale) ** 2)
    y, x = np.mgrid[:height, :width]
    fit = factors[0] + (x[:, :, None] - middle[0]) * factors[1]
    fit = fit + (y[:, :, None] - middle[1]) * factors[2]
    low, high = seen.min(axis=0) - 10, seen.max(axis=0) + 10
    return np.asarray(np.clip(fit, low, high), np.float32)


def smooth(values: Floats, known: Flags, deviation: float) -> Floats:
    """``values`` blurred among the known alone; 0 where none is near."""
    share = cv2.GaussianBlur(known.astype(np.float32), (0, 0), deviation)
    total = cv2.GaussianBlur(values * known[:, :, None], (0, 0), deviation)
    mean = total / np.maximum(share, 1e-4)[:, :, None]
    return np.where(share[:, :, None] > 1e-4, mean, 0).astype(np.float32)


def surface(values: Floats, known: Flags) -> Floats:
    """A plane, and on it the membrane that meets the known; other sides' pixels play no part.

    ``values`` is height x width x 3 and ``known`` marks the side's trusted pixels. Raises
    ``ValueError`` when nothing is known.
    """
    fit = plane(values, known)
    rest = smooth(values, known, SMOOTH) - fit
    return np.asarray(fit + stretched(rest.astype(np.float32), ~known), np.float32)


def stretched(rest: Floats, unknown: Flags) -> Floats:
    """The membrane over the unknown, on a coarser grid where it is large."""
    hidden: Plane = np.where(unknown, 255, 0).astype(np.uint8)
    count = int(np.count_nonzero(unknown))
    if count <= MOST_PIXELS:
        return membrane(rest, hidden)
    scale = (MOST_PIXELS / count) ** 0.5
    height, width = hidden.shape
    size = max(8, round(width * scale)), max(8, round(height * scale))
    share = cv2.resize((~unknown).astype(np.float32), size, interpolation=cv2.INTER_AREA)
    total = cv2.resize(rest * ~unknown[:, :, None], size, interpolation=cv2.INTER_AREA)
    small = total / np.maximum(share, 1e-6)[:, :, None]
    coarse: Plane = np.where(share > 0.2, 0, 255).astype(np.uint8)
    solved = membrane(small.astype(np.float32), coarse)
    large = cv2.resize(solved, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.where(unknown[:, :, None], large, rest).astype(np.float32)
