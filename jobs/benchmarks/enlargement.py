"""How an enlargement is judged: against the original, and against what it was made from."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.benchmarks.text_removal import psnr
from jobs.stages.back_projection import fidelity
from jobs.stages.contract import Pixels
from jobs.stages.sharpness import mean_gradient

EDGE = 40
"""Levels a pixel by which brightness rises on what counts as an edge."""
NEAR = 3
"""Pixels around an edge within which overshoot is looked for."""
RANGE = 5
"""Side of the window whose lowest and highest value are the original's range at a pixel."""
PERCENTILE = 99
FEW = 200
"""With fewer pixels near edges a photo says nothing of overshoot."""


@dataclass(frozen=True)
class Judged:
    """One enlargement: PSNR in dB; ``gradient`` as a share of the original's mean gradient;
    ``overshoot`` in levels, 99th percentile; ``fidelity`` in dB, scaled down again."""

    psnr: float
    gradient: float
    overshoot: float
    fidelity: float
    seconds: float


def judge(original: Pixels, small: Pixels, enlarged: Pixels, seconds: float) -> Judged:
    """All measures of ``enlarged``, which was made of ``small`` in ``seconds``."""
    return Judged(
        psnr=psnr(original, enlarged),
        gradient=mean_gradient(enlarged) / max(1e-6, mean_gradient(original)),
        overshoot=overshoot(original, enlarged),
        fidelity=fidelity(enlarged, small),
        seconds=seconds,
    )


def overshoot(original: Pixels, enlarged: Pixels) -> float:
    """How far colours leave the original's own local range near its edges, in levels."""
    grey = cv2.cvtColor(original, cv2.COLOR_RGB2GRAY).astype(np.float32)
    # Sobel's kernel weighs eight pixels' worth.
    steep = cv2.magnitude(*(cv2.Sobel(grey, cv2.CV_32F, x, 1 - x) for x in (1, 0))) / 8
    edges = (steep > EDGE).astype(np.uint8)
    near = cv2.dilate(edges, np.ones((2 * NEAR + 1, 2 * NEAR + 1), np.uint8)) > 0
    if np.count_nonzero(near) < FEW:
        return 0.0
    window = np.ones((RANGE, RANGE), np.uint8)
    above = cv2.subtract(enlarged, np.asarray(cv2.dilate(original, window), np.uint8))
    below = cv2.subtract(np.asarray(cv2.erode(original, window), np.uint8), enlarged)
    beyond: NDArray[np.uint8] = np.maximum(above, below)[near]
    return float(np.percentile(beyond, PERCENTILE))
