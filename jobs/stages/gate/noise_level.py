"""The check ``noise``: grain that is left in the whole proof."""

from __future__ import annotations

from jobs.stages.contract import Context
from jobs.stages.gate.check import Check, Measured, Subject
from jobs.stages.gate.report import Finding
from jobs.stages.noise import noise_level


def measure(subject: Subject, threshold: float, context: Context) -> Measured:
    """Score: deviation of white noise in levels, texture told apart.

    An enlarged proof is measured at its source's size too: enlarged grain is no longer white.
    """
    score = noise_level(subject.proof.pixels)
    if subject.ratio[0] > 1:
        score = max(score, noise_level(subject.reduced))
    if score <= threshold:
        return Measured(score)
    width, height = subject.proof.size
    whole = Finding(box=(0, 0, width, height), score=round(score, 1), note="grain all over")
    return Measured(score, (whole,))


CHECK = Check(
    name="noise",
    version="1",
    title="Residual noise",
    unit="levels",
    reference="Immerkær's operator at two scales",
    measure=measure,
)
