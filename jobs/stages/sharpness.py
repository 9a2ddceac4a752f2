"""How sharp a picture is: the mean steepness of its brightness."""

from __future__ import annotations

import cv2
import numpy as np

from jobs.stages.contract import Pixels

_STRIP = 1024
_ACROSS = np.array([[-0.5, 0, 0.5]], np.float32)


def mean_gradient(pixels: Pixels) -> float:
    """Mean length of the gradient of the brightness, by central differences, in levels a pixel."""
    height = int(pixels.shape[0])
    total = 0.0
    for top in range(0, height, _STRIP):
        bottom = min(height, top + _STRIP)
        first, last = max(0, top - 1), min(height, bottom + 1)
        grey = cv2.cvtColor(pixels[first:last], cv2.COLOR_RGB2GRAY).astype(np.float32)
        border = cv2.BORDER_REPLICATE
        steep = cv2.magnitude(
            cv2.filter2D(grey, -1, _ACROSS, borderType=border),
            cv2.filter2D(grey, -1, _ACROSS.T, borderType=border),
        )
        total += float(steep[top - first : bottom - first].sum(dtype=np.float64))
    return total / max(1, height * int(pixels.shape[1]))
