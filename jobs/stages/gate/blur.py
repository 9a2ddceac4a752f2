"""The check ``blur``: a picture in which not even the sharpest edges are sharp."""

from __future__ import annotations

import cv2
import numpy as np

from jobs.stages.contract import Context, Plane
from jobs.stages.gate.check import Check, Measured, Subject
from jobs.stages.gate.report import Finding

_WINDOW = 15
"""Pixels over which a step is followed from its dark side to its bright one."""
_STEP = 60
_SHARPEST = 12
"""Per cent of the steps, the sharpest: what lies out of focus may be as soft as it likes."""
_FINE = 4
"""Parts of a level in which slopes are kept."""
_FEW = 50
_ENLARGED = 2


def measure(subject: Subject, threshold: float, context: Context) -> Measured:
    """Score: width of the sharper steps, in pixels.

    A proof enlarged twice has to be as sharp as a photograph; one enlarged further may be softer
    in proportion, since no source says how sharp it should be.
    """
    score = step_width(subject.grey) / max(1.0, subject.ratio[0] / _ENLARGED)
    if score <= threshold:
        return Measured(score)
    width, height = subject.proof.size
    whole = Finding(box=(0, 0, width, height), score=round(score, 2), note="no edge is sharp")
    return Measured(score, (whole,))


def step_width(grey: Plane) -> float:
    """Height of a step over its steepest slope, in pixels, of the sharper ones; 0 without steps."""
    window = np.ones((_WINDOW, _WINDOW), np.uint8)
    height = cv2.absdiff(cv2.dilate(grey, window), cv2.erode(grey, window))
    across, down = (
        cv2.convertScaleAbs(cv2.Scharr(grey, cv2.CV_16S, *way), alpha=_FINE / 32)
        for way in ((1, 0), (0, 1))
    )
    slope = cv2.dilate(cv2.max(across, down), window)
    steps = height >= _STEP
    if np.count_nonzero(steps) < _FEW:
        return 0.0
    width = _FINE * height[steps].astype(np.float32) / np.maximum(slope[steps], 1)
    return float(np.percentile(width, _SHARPEST))


CHECK = Check(
    name="blur",
    version="2",
    title="Blur",
    unit="pixels",
    reference="width of edges (Marziliano et al., 2002), as a step's height over its slope",
    measure=measure,
)
