"""The check ``blockiness``: the 8 x 8 grid that strong compression leaves."""

from __future__ import annotations

import cv2
import numpy as np

from jobs.stages.contract import Context, Pixels, Plane
from jobs.stages.gate.check import Check, Measured, Subject
from jobs.stages.gate.report import Finding

PERIOD = 8
_LONE = np.array([[-1, 2, -1]], np.float32)
"""Twice a step less the mean of the two beside it."""
_CLIP = 10
"""Real edges are larger than a block's step; clipped, they do not drown it."""
_SMALLEST = 8 * PERIOD


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
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    if min(grey.shape) < _SMALLEST:
        return 0.0
    return (_grid_step(grey) + _grid_step(cv2.transpose(grey))) / 2


def _grid_step(grey: Plane) -> float:
    """How much one of the eight column phases stands out, in levels."""
    step = cv2.absdiff(np.ascontiguousarray(grey[:, 1:]), np.ascontiguousarray(grey[:, :-1]))
    # The neighbours' own steps are taken off: a grid is a step between two quiet sides.
    lone = cv2.filter2D(step, cv2.CV_16S, _LONE)[:, 1:-1]
    clipped = np.clip(lone, -2 * _CLIP, 2 * _CLIP)
    columns = cv2.reduce(clipped, 0, cv2.REDUCE_AVG, dtype=cv2.CV_32F)[0] / 2
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
