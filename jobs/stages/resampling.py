"""Area averaging and linear interpolation of a part of a picture, in the whole's coordinates.

``cv2.resize`` only knows whole arrays: a part resized by it at a scale such as 1.37 starts on
another fraction of a pixel than its neighbour. These weights are computed from positions in the
whole picture, so that parts fit together to the pixel. Each is a matrix of output x input.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Span = tuple[int, int]
"""First index, and one past the last."""


def area_weights(output: Span, source: Span, ratio: float) -> Floats:
    """Weights of source pixels in each output pixel, which is the mean over ``ratio`` of them.

    Output pixel j covers [j·ratio, (j + 1)·ratio) of the source. What lies outside ``source``
    is left out of the mean.
    """
    first = np.arange(*output, dtype=np.float64)[:, None] * ratio
    pixel = np.arange(*source, dtype=np.float64)[None, :]
    covered = np.minimum(first + ratio, pixel + 1) - np.maximum(first, pixel)
    covered = np.maximum(covered, 0)
    total = np.maximum(covered.sum(axis=1, keepdims=True), 1e-9)
    weights: Floats = (covered / total).astype(np.float32)
    return weights


def linear_weights(output: Span, source: Span, ratio: float) -> Floats:
    """Weights for linear interpolation, ``ratio`` source pixels to an output pixel (below 1).

    Pixel centres lie at half positions; beyond the first and last centre the edge is repeated.
    """
    position = (np.arange(*output, dtype=np.float64) + 0.5) * ratio - 0.5
    position = np.clip(position, source[0], source[1] - 1)[:, None]
    distance = np.abs(np.arange(*source, dtype=np.float64)[None, :] - position)
    weights: Floats = np.maximum(1 - distance, 0).astype(np.float32)
    return weights


def resample(rows: Floats | None, columns: Floats | None, pixels: Floats) -> Floats:
    """Apply weights along rows and columns (None leaves an axis) of height x width x 3."""
    if rows is not None:
        height, width, channels = pixels.shape
        pixels = (rows @ pixels.reshape(height, width * channels)).reshape(-1, width, channels)
    if columns is not None:
        pixels = np.matmul(columns, pixels)
    return pixels
