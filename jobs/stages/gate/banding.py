"""The check ``banding``: false contours in what should be a soft gradient."""

from __future__ import annotations

import cv2
import numpy as np

from jobs.stages.contract import Context, Plane
from jobs.stages.gate.check import Check, Measured, Subject
from jobs.stages.gate.places import boxes_above
from jobs.stages.gate.report import Finding

_APART = 6
"""Pixels from a contour to the band on either side."""
_LEAST, _MOST = 3, 20
"""Levels from band to band: less is a gradient's own rise, more an edge of the picture."""
_FLAT = 1
"""Levels that a band varies by over 5 x 5 pixels."""
_AREA = 33


def measure(subject: Subject, threshold: float, context: Context) -> Measured:
    """Score: levels of false contours per hundred pixels of the picture.

    A contour is a step of a few levels between two bands that are flat themselves. A gradient
    with its grain has no flat bands, and an object's edge steps further.
    """
    found = contours(subject.grey)
    score = 100 * float(found.mean())
    if score <= threshold:
        return Measured(score)
    density = 100 * cv2.boxFilter(found, cv2.CV_32F, (_AREA, _AREA))
    findings = tuple(
        Finding(box=box, score=round(worst, 1), note="bands in a gradient")
        for box, worst in boxes_above(np.asarray(density, np.float32), 4 * threshold)
    )
    shown = np.where(found > 0, np.uint8(255), np.uint8(0))
    return Measured(score, findings, cv2.dilate(shown, np.ones((3, 3), np.uint8)))


def contours(grey: Plane) -> Plane:
    """Levels of the step at each false contour, 0 elsewhere."""
    around = np.ones((5, 5), np.uint8)
    varies = cv2.absdiff(cv2.dilate(grey, around), cv2.erode(grey, around))
    flat = cv2.inRange(varies, 0, _FLAT)
    level = _along_rows(grey, flat)
    upright = cv2.transpose(_along_rows(cv2.transpose(grey), cv2.transpose(flat)))
    found: Plane = cv2.max(level, upright)
    return found


def _along_rows(grey: Plane, flat: Plane) -> Plane:
    found = np.zeros(grey.shape, np.uint8)
    if grey.shape[1] <= 2 * _APART:
        return found
    before, after = slice(None, -2 * _APART), slice(2 * _APART, None)
    step = cv2.absdiff(
        np.ascontiguousarray(grey[:, before]), np.ascontiguousarray(grey[:, after])
    ).reshape(grey.shape[0], -1)
    between = ~flat[:, _APART:-_APART] & flat[:, before] & flat[:, after]
    shown = cv2.inRange(step, _LEAST, _MOST).reshape(step.shape) & between
    found[:, _APART:-_APART] = step & shown
    return found


CHECK = Check(
    name="banding",
    version="1",
    title="Banding",
    unit="levels per 100 pixels",
    reference="contrast of steps between flat areas, after CAMBI (Tandon et al., 2021)",
    measure=measure,
    evidence=("boxes", "heat map"),
)
