"""The check ``clipped``: highlights or shadows that ran into the end of the range."""

from __future__ import annotations

import math

import cv2
import numpy as np

from jobs.stages.contract import Context, Pixels, Plane
from jobs.stages.gate.check import Check, Measured, Subject
from jobs.stages.gate.places import boxes_above
from jobs.stages.gate.report import Finding

_WHITE, _BLACK = 251, 4
USUAL = 12.0
"""Per cent of a photograph that may lie at an end of the range without anybody's fault."""
_AREA = 33


def measure(subject: Subject, threshold: float, context: Context) -> Measured:
    """Score: per cent of the picture that is white or black and was not so in the source.

    Where the source itself is that way, what exceeds the usual share counts.
    """
    if subject.proof.pixels.size == 0:
        return Measured(0.0)
    own = at_an_end(subject.proof.pixels)
    score = max(0.0, 100 * float(own.mean()) / 255 - USUAL)
    new = own
    if not subject.is_its_source:
        size = own.shape[1], own.shape[0]
        before = cv2.resize(at_an_end(subject.source.pixels), size, interpolation=cv2.INTER_AREA)
        # Beside what was clipped before, an enlargement may end a little further in or out.
        reach = 2 * math.ceil(2 * max(1.0, subject.ratio[0])) + 1
        before = cv2.dilate(before, np.ones((reach, reach), np.uint8))
        fresh = np.where(before > 0, np.uint8(0), own)
        share = 100 * float(fresh.mean()) / 255
        if share > score:
            score, new = share, fresh
    if score <= threshold:
        return Measured(score)
    density = cv2.boxFilter(new, cv2.CV_32F, (_AREA, _AREA)) / 2.55
    findings = tuple(
        Finding(box=box, score=round(worst, 1), note="no detail left at the end of the range")
        for box, worst in boxes_above(density.astype(np.float32), 40.0)
    )
    return Measured(score, findings, new)


def at_an_end(pixels: Pixels) -> Plane:
    """255 where all three channels are white or all are black, else 0."""
    white = cv2.inRange(pixels, (_WHITE,) * 3, (255,) * 3)
    black = cv2.inRange(pixels, (0,) * 3, (_BLACK,) * 3)
    both: Plane = white | black
    return both


CHECK = Check(
    name="clipped",
    version="1",
    title="Clipped tones",
    unit="% of the picture",
    reference="share of pixels at either end of the range, against the source",
    measure=measure,
    evidence=("boxes", "heat map"),
)
