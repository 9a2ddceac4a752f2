"""The check ``target_drift``: colour and contrast that are not what the project aims at."""

from __future__ import annotations

from jobs.stages.colour_profile import distance
from jobs.stages.colour_profile import measure as profile_of
from jobs.stages.contract import Context
from jobs.stages.gate.check import Check, Measured, Subject, nothing_to_judge
from jobs.stages.gate.report import Finding


def measure(subject: Subject, threshold: float, context: Context) -> Measured:
    """Score: mean ΔE2000 between the proof's palette and the target's."""
    if subject.target is None:
        return nothing_to_judge("the project has no target")
    apart = distance(profile_of(subject.proof.pixels), subject.target)
    if apart.delta_e <= threshold:
        return Measured(apart.delta_e)
    width, height = subject.proof.size
    note = f"ΔE2000 {apart.delta_e:.1f} from the target, histograms {apart.histogram:.1f} apart"
    whole = Finding(box=(0, 0, width, height), score=apart.delta_e, note=note)
    return Measured(apart.delta_e, (whole,))


CHECK = Check(
    name="target_drift",
    version="1",
    title="Drift from the target",
    unit="ΔE2000",
    reference="CIEDE2000 between palettes of 64 equal shares, paired for the least sum",
    measure=measure,
)
