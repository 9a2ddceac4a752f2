"""The check ``target_drift``: a proof whose colour or contrast is not what its project aims at."""

from __future__ import annotations

from jobs.stages.alignment import Limits, align
from jobs.stages.colour_profile import distance, measure, reduced
from jobs.stages.contract import Context
from jobs.stages.gate.check import Check, Measured, Subject, nothing_to_judge
from jobs.stages.gate.report import Finding


def drift(subject: Subject, threshold: float, context: Context) -> Measured:
    """Score: how far the proof's colour and contrast are from those of its source, aligned.

    The target itself is no measure: a reference picture of another scene is never reached, since
    an alignment keeps the picture itself.
    """
    if subject.target is None:
        return nothing_to_judge("this render has no target")
    small = reduced(subject.source.pixels)
    aligned, _ = align(small, subject.target, Limits(), (small.shape[1], small.shape[0]))
    score = distance(measure(subject.proof.pixels), measure(aligned)).delta_e
    if score <= threshold:
        return Measured(score)
    width, height = subject.proof.size
    note = "colour or contrast is not what the target makes of the source"
    whole = Finding(box=(0, 0, width, height), score=round(score, 2), note=note)
    return Measured(score, (whole,))


CHECK = Check(
    name="target_drift",
    version="1",
    title="Drift from the target",
    unit="ΔE2000",
    reference="CIEDE2000 between palettes of equal shares, paired for the least sum",
    measure=drift,
)
