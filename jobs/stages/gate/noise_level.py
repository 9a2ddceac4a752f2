"""The check ``noise``: grain that is left in the whole proof."""

from __future__ import annotations

import numpy as np

from jobs.stages.contract import Context, Pixels
from jobs.stages.gate.check import Check, Measured, Subject
from jobs.stages.gate.report import Finding
from jobs.stages.noise import noise_level

_LARGE = 500_000
_STRIP = 128


def measure(subject: Subject, threshold: float, context: Context) -> Measured:
    """Score: deviation of white noise in levels, texture told apart.

    An enlarged proof is measured at its source's size too: enlarged grain is no longer white.
    """
    score = noise_level(strips(subject.proof.pixels))
    if subject.ratio[0] > 1:
        score = max(score, noise_level(strips(subject.reduced)))
    if score <= threshold:
        return Measured(score)
    width, height = subject.proof.size
    whole = Finding(box=(0, 0, width, height), score=round(score, 1), note="grain all over")
    return Measured(score, (whole,))


def strips(pixels: Pixels) -> Pixels:
    """Every third strip of a large picture: noise is all over, and its quietest places suffice."""
    height = pixels.shape[0]
    if height * pixels.shape[1] < _LARGE or height < 3 * _STRIP:
        return pixels
    tops = range(0, height - _STRIP + 1, 3 * _STRIP)
    return np.concatenate([pixels[top : top + _STRIP] for top in tops])


CHECK = Check(
    name="noise",
    version="2",
    title="Residual noise",
    unit="levels",
    reference="Immerkær's operator at two scales",
    measure=measure,
)
