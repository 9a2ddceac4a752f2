"""The check ``washed_out``: a picture that lost its range of tones or its colour."""

from __future__ import annotations

import cv2
import numpy as np

from jobs.stages.contract import Context, Pixels
from jobs.stages.gate.check import Check, Measured, Subject, nothing_to_judge
from jobs.stages.gate.report import Finding

FULL = 110.0
"""Levels between the darkest and the brightest two per cent that a photograph has at least."""
_LOOK = 0.35
"""Share of its colour that a picture may give up for a calmer look."""
_COLOURED = 5.0
"""Mean chroma (Lab) below which a source has no colour to lose."""
_SIDE = 256
_TELLS = 8


def measure(subject: Subject, threshold: float, context: Context) -> Measured:
    """Score: per cent of the range of tones, or of the colour, that the source had and this lacks.

    A source that was flat itself is no excuse: the range is also held against ``FULL``.
    """
    if min(subject.proof.size) < _TELLS:
        return nothing_to_judge(f"a side is shorter than {_TELLS} pixels")
    tones, chroma = tones_and_chroma(subject.proof.pixels)
    lost = {"the range of tones is narrow": 1 - tones / FULL}
    if subject.source.pixels is not subject.proof.pixels:
        before, coloured = tones_and_chroma(subject.source.pixels)
        lost["the source has a wider range of tones"] = 1 - tones / max(before, 1.0)
        if coloured >= _COLOURED:
            kept = chroma / coloured
            lost["the source has stronger colours"] = 1 - kept / (1 - _LOOK)
    note, worst = max(lost.items(), key=lambda one: one[1])
    score = 100 * max(0.0, worst)
    if score <= threshold:
        return Measured(score)
    width, height = subject.proof.size
    return Measured(score, (Finding(box=(0, 0, width, height), score=round(score, 1), note=note),))


def tones_and_chroma(pixels: Pixels) -> tuple[float, float]:
    """Levels from the 2nd to the 98th percentile of luma, and the mean chroma in CIELAB."""
    longest = max(pixels.shape[:2])
    if longest > _SIDE:
        size = tuple(max(1, round(side * _SIDE / longest)) for side in pixels.shape[1::-1])
        pixels = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    dark, bright = np.percentile(grey, (2, 98))
    lab = cv2.cvtColor(pixels.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    return float(bright - dark), float(np.hypot(lab[..., 1], lab[..., 2]).mean())


CHECK = Check(
    name="washed_out",
    version="1",
    title="Washed-out tones",
    unit="% lost",
    reference="spread of luma between percentiles and mean CIELAB chroma, against the source",
    measure=measure,
)
