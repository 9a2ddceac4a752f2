"""The check ``washed_out``: a picture that lost its range of tones or its colour."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages.contract import Context, Pixels
from jobs.stages.gate.check import Check, Measured, Subject, nothing_to_judge
from jobs.stages.gate.report import Finding

FULL = 110.0
"""Levels between the darkest and the brightest two per cent that a photograph has at least."""
_LOOK = 0.35
"""Share of its colour that a picture may give up for a calmer look."""
_COLOURED = 5.0
"""Mean chroma (Lab) below which a source has no colour to lose."""
_MOST_REPLACED = 0.9
"""Where more was replaced, what is left tells nothing of the whole."""
_SIDE = 256
_TELLS = 8

Flags = NDArray[np.bool_]


def measure(subject: Subject, threshold: float, context: Context) -> Measured:
    """Score: per cent of the range of tones, or of the colour, that the source had and this lacks.

    What was replaced, such as white lettering, counts on neither side. A picture that is its own
    source is held against ``FULL``; where somebody picked a calm source, calm is what they want.
    """
    if min(subject.proof.size) < _TELLS:
        return nothing_to_judge(f"a side is shorter than {_TELLS} pixels")
    if subject.is_its_source:
        tones, _ = tones_and_chroma(_small(subject.proof.pixels))
        lost = {"the range of tones is narrow": 1 - tones / FULL}
    else:
        lost = _lost_to_the_source(subject)
    note, worst = max(lost.items(), key=lambda one: one[1])
    score = 100 * max(0.0, worst)
    if score <= threshold:
        return Measured(score)
    width, height = subject.proof.size
    return Measured(score, (Finding(box=(0, 0, width, height), score=round(score, 1), note=note),))


def _lost_to_the_source(subject: Subject) -> dict[str, float]:
    proof, source = _small(subject.proof.pixels), _small(subject.source.pixels)
    kept = _kept(subject, proof)
    tones, chroma = tones_and_chroma(proof, kept)
    if source.shape != proof.shape:
        kept = _kept(subject, source)
    before, coloured = tones_and_chroma(source, kept)
    lost = {"the source has a wider range of tones": 1 - tones / max(before, 1.0)}
    if coloured >= _COLOURED:
        lost["the source has stronger colours"] = 1 - chroma / coloured / (1 - _LOOK)
    return lost


def _small(pixels: Pixels) -> Pixels:
    """The picture with its longer side no longer than ``_SIDE``."""
    scale = min(1.0, _SIDE / max(pixels.shape[:2]))
    size = tuple(max(1, round(side * scale)) for side in pixels.shape[1::-1])
    small: Pixels = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    return small


def _kept(subject: Subject, small: Pixels) -> Flags | None:
    """What was not replaced, at the size of ``small``; None when that is next to nothing.

    Only what was wholly kept: a replaced part's edge would count with its old colour.
    """
    if subject.mask is None or subject.mask.mean() > 255 * _MOST_REPLACED:
        return None
    size = small.shape[1], small.shape[0]
    kept = cv2.resize(cv2.bitwise_not(subject.mask), size, interpolation=cv2.INTER_AREA) == 255
    return kept if kept.any() else None


def tones_and_chroma(small: Pixels, kept: Flags | None = None) -> tuple[float, float]:
    """Levels from the 2nd to the 98th percentile of luma, and the mean chroma in CIELAB.

    Of what ``kept`` shows of a small picture, or of the whole.
    """
    counted = np.ones(small.shape[:2], np.bool_) if kept is None else kept
    grey = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)[counted]
    dark, bright = np.percentile(grey, (2, 98))
    lab = cv2.cvtColor(small.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)[counted]
    return float(bright - dark), float(np.hypot(lab[..., 1], lab[..., 2]).mean())


CHECK = Check(
    name="washed_out",
    version="2",
    title="Washed-out tones",
    unit="% lost",
    reference="spread of luma between percentiles and mean CIELAB chroma, against the source",
    measure=measure,
)
