"""The check ``blockiness``: the 8 x 8 grid that strong compression leaves."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages.contract import Context, Pixels
from jobs.stages.gate.check import Check, Measured, Subject
from jobs.stages.gate.report import Finding

PERIOD = 8
_CLIP = 10.0
"""Real edges are larger than a block's step; clipped, they do not drown it."""
_SMALLEST = 8 * PERIOD

Floats = NDArray[np.float32]


def measure(subject: Subject, threshold: float, context: Context) -> Measured:
    """Score: step across the likeliest grid above that across any other, in levels.

    An enlarged proof is also looked at in its source's size, where the grid has eight pixels.
    """
    score = blockiness(subject.proof.pixels)
    if subject.ratio[0] > 1:
        score = max(score, blockiness(subject.reduced))
    if score <= threshold:
        return Measured(score)
    width, height = subject.proof.size
    whole = Finding(box=(0, 0, width, height), score=round(score, 2), note="an 8 x 8 grid shows")
    return Measured(score, (whole,))


def blockiness(pixels: Pixels) -> float:
    """The grid's step in levels, the mean of both directions; 0 when the picture is too small."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.float32)
    if min(grey.shape) < _SMALLEST:
        return 0.0
    return (_grid_step(grey) + _grid_step(np.ascontiguousarray(grey.T))) / 2


def _grid_step(grey: Floats) -> float:
    """How much one of the eight column phases stands out, in levels."""
    step = np.abs(np.diff(grey, axis=1))
    # The neighbours' own steps are taken off: a grid is a step between two quiet sides.
    lone = step[:, 1:-1] - (step[:, :-2] + step[:, 2:]) / 2
    columns = np.clip(lone, -_CLIP, _CLIP).mean(axis=0)
    whole = columns[: columns.size // PERIOD * PERIOD].reshape(-1, PERIOD)
    phases = np.median(whole, axis=0)
    # Against the second, not the mean: enlarging by 2 or 4 leaves patterns of 2 or 4 pixels.
    second, best = np.sort(phases)[-2:]
    return float(best - second)


CHECK = Check(
    name="blockiness",
    version="1",
    title="Compression blocks",
    unit="levels",
    reference="step across an 8 x 8 grid (Wang, Bovik and Evan, 2000)",
    measure=measure,
)
