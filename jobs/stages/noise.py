"""How noisy a picture is: the deviation of white noise, told apart from texture."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages.contract import Pixels, Plane

BLOCK = 16
_QUIETEST = 10
"""Per cent of blocks, those with the least fine detail, in which noise is looked for."""
_CLIPPED = 0.05
_CORRECTION = 1.06
"""The quietest blocks are also those whose noise fell low by chance."""

# Immerkær, "Fast noise variance estimation", 1996: blind to planes and straight edges.
_KERNEL = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32) / 6

Floats = NDArray[np.float32]


def noise_level(pixels: Pixels) -> float:
    """Standard deviation of the noise in levels (0..255), the mean of the three channels."""
    return float(np.mean([plane_noise(plane) for plane in cv2.split(pixels)]))


def plane_noise(plane: Plane) -> float:
    """Standard deviation of white noise in one plane, 0 when there is none to be told.

    Halving a picture halves white noise, while texture, whose energy grows towards coarse
    scales, stays at least as strong: with f the fine and c the coarse residual's variance in the
    quietest blocks, f = n² + t² and c = n²/4 + t², so n² = 4/3 (f - c).
    """
    fine, coarse, clipped = _block_energies(plane)
    usable = clipped < _CLIPPED
    if not usable.any():
        return 0.0
    quiet = usable & (fine <= np.percentile(fine[usable], _QUIETEST))
    variance = 4 / 3 * (float(fine[quiet].mean()) - float(np.median(coarse[quiet])))
    return _CORRECTION * float(np.sqrt(max(0.0, variance)))


def _block_energies(plane: Plane) -> tuple[Floats, Floats, Floats]:
    """Fine and coarse residual's variance and the share of clipped pixels, a value a block."""
    values = np.ascontiguousarray(plane, dtype=np.float32)
    half = max(1, values.shape[1] // 2), max(1, values.shape[0] // 2)
    fine = cv2.filter2D(values, -1, _KERNEL)
    coarse = cv2.filter2D(cv2.resize(values, half, interpolation=cv2.INTER_AREA), -1, _KERNEL)
    maps = (
        _means(np.multiply(fine, fine, out=fine), BLOCK),
        _means(np.multiply(coarse, coarse, out=coarse), BLOCK // 2),
        _clipped_shares(values),
    )
    rows, columns = min(len(m) for m in maps), min(m.shape[1] for m in maps)
    return maps[0][:rows, :columns], maps[1][:rows, :columns], maps[2][:rows, :columns]


def _clipped_shares(values: Floats) -> Floats:
    """Share of each whole block's pixels at either end of the range."""
    rows, columns = values.shape[0] // BLOCK, values.shape[1] // BLOCK
    if not rows * columns:
        return np.zeros((rows, columns), np.float32)
    whole = values[: rows * BLOCK, : columns * BLOCK]
    inside = cv2.inRange(whole, 3.0, 252.0)
    shares: Floats = 1 - cv2.resize(
        inside.astype(np.float32), (columns, rows), interpolation=cv2.INTER_AREA
    ) / np.float32(255)
    return shares


def _means(values: Floats, block: int) -> Floats:
    """Mean of each whole block; what is left over at the right and below is not looked at."""
    rows, columns = values.shape[0] // block, values.shape[1] // block
    whole = values[: rows * block, : columns * block]
    means: Floats = whole.reshape(rows, block, columns, block).mean(axis=(1, 3))
    return means
