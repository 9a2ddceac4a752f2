"""The check ``composition``: what a person picked, and the proof no longer shows in its place."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages.contract import Context, Pixels, Plane
from jobs.stages.gate.check import Check, Measured, Subject, nothing_to_judge
from jobs.stages.gate.places import boxes_above, heat_map
from jobs.stages.gate.report import Finding

SIDE = 128
"""Longest side at which compositions are compared, in pixels: what is finer is detail."""
_WINDOW = 3.0
"""Deviation of the Gaussian window, in those pixels."""
_CONTRAST = 6.0
"""Local deviation in levels below which both have no structure there to compare."""
_ALIKE = 0.4
"""Local correlation below which two places do not show the same thing."""
_SMALLEST = 32

Floats = NDArray[np.float32]


def measure(subject: Subject, threshold: float, context: Context) -> Measured:
    """Score: per cent of the structured area whose structure is not the candidate's.

    The structure term of SSIM, so that colour and contrast may change. What was replaced on
    purpose, and its surroundings, are left out.
    """
    picked = subject.candidate or subject.source
    if picked.pixels is subject.proof.pixels:
        return nothing_to_judge("the proof is the picked picture itself")
    if min(*picked.size, *subject.proof.size) < _SMALLEST:
        return nothing_to_judge("the pictures are too small to have a composition")
    size = _size(subject.proof.size)
    one, other = _reduced(picked.pixels, size), _reduced(subject.proof.pixels, size)
    lost, structured = lost_structure(one, other)
    if subject.mask is not None:
        structured &= _kept(subject.mask, size)
    if not structured.any():
        return nothing_to_judge("there is no structure to compare outside of what was replaced")
    score = 100 * float((lost & structured).sum()) / float(structured.sum())
    if score <= threshold:
        return Measured(score)
    where = 100 * (lost & structured).astype(np.float32)
    across, down = subject.proof.size[0] / size[0], subject.proof.size[1] / size[1]
    findings = tuple(
        Finding(
            box=(round(x * across), round(y * down), round(w * across), round(h * down)),
            score=round(score, 1),
            note="not what the candidate shows here",
        )
        for (x, y, w, h), _ in boxes_above(where, 50, smallest=12)
    )
    return Measured(score, findings, heat_map(where, 60))


def lost_structure(one: Floats, other: Floats) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Where two grey pictures do not correlate locally, and where either has structure."""
    mean_one, mean_other = _blurred(one), _blurred(other)
    own = np.sqrt(np.maximum(_blurred(one * one) - mean_one**2, 0))
    others = np.sqrt(np.maximum(_blurred(other * other) - mean_other**2, 0))
    together = _blurred(one * other) - mean_one * mean_other
    structured = np.maximum(own, others) > _CONTRAST
    # SSIM's own constant for the structure term, so that grain on a plain ground says nothing.
    steady = np.float32((0.03 * 255) ** 2 / 2)
    return (together + steady) / (own * others + steady) < _ALIKE, structured


def _size(proof: tuple[int, int]) -> tuple[int, int]:
    share = min(1.0, SIDE / max(proof))
    return max(8, round(proof[0] * share)), max(8, round(proof[1] * share))


def _reduced(pixels: Pixels, size: tuple[int, int]) -> Floats:
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    grey: Floats = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY).astype(np.float32)
    return grey


def _blurred(values: Floats) -> Floats:
    blurred: Floats = cv2.GaussianBlur(values, (0, 0), _WINDOW)
    return blurred


def _kept(mask: Plane, size: tuple[int, int]) -> NDArray[np.bool_]:
    """Far enough from what was replaced that the window does not see it."""
    small = cv2.resize(mask, size, interpolation=cv2.INTER_AREA)
    reach = 2 * round(2 * _WINDOW) + 1
    kept: NDArray[np.bool_] = cv2.dilate(small, np.ones((reach, reach), np.uint8)) == 0
    return kept


CHECK = Check(
    name="composition",
    version="1",
    title="Drift from the candidate",
    unit="% of the area",
    reference="structure term of SSIM (Wang et al., 2004) at 128 pixels",
    measure=measure,
    evidence=("boxes", "heat map"),
)
