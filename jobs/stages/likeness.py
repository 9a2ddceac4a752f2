"""How alike two pictures look, whatever their sizes, formats and compression."""

from __future__ import annotations

import cv2
import numpy as np

from jobs.stages.contract import Pixels
from jobs.stages.resampling import Floats

SIDE = 64
NEAR_BITS = 18
"""Of the perceptual hash's 64: within these two pictures are worth comparing by their detail."""
ALIKE = 0.5
"""Likeness of copies; see ``make bench WHAT=copies`` for how far they lie from other pictures."""
SAME_SHAPE = 1.25
"""Aspect ratios that differ by more are no squeezed copies of each other any more."""


def likeness(one: Pixels, other: Pixels) -> float:
    """Correlation of the detail of two RGB uint8 pictures at 64 x 64, -1 to 1; 0 for other shapes.

    Pearson's correlation of the luminance less its surroundings (a Gaussian of 4 pixels), so that
    two skies over two seas, alike in their large shapes alone, do not pass for one picture. A
    picture without any detail is like nothing.
    """
    shapes = [pixels.shape[1] / pixels.shape[0] for pixels in (one, other)]
    if max(shapes) / min(shapes) > SAME_SHAPE:
        return 0.0
    first, second = _detail(one), _detail(other)
    norm = float(np.linalg.norm(first) * np.linalg.norm(second))
    return float((first * second).sum()) / norm if norm > 0 else 0.0


def _detail(pixels: Pixels) -> Floats:
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    small = cv2.resize(grey, (SIDE, SIDE), interpolation=cv2.INTER_AREA).astype(np.float32)
    detail: Floats = small - cv2.GaussianBlur(small, (0, 0), 4)
    return detail - np.float32(detail.mean())
