"""The check ``near_duplicate``: a proof that looks like what has left the house already."""

from __future__ import annotations

from jobs.stages.contract import Context
from jobs.stages.gate.check import Check, Measured, Subject, nothing_to_judge
from jobs.stages.gate.report import Finding
from jobs.stages.perceptual_hash import BITS, distance, phash

UNRELATED = BITS // 2
"""Bits in which the hashes of unrelated pictures agree by chance."""


def measure(subject: Subject, threshold: float, context: Context) -> Measured:
    """Score: bits of 64, beyond those that agree by chance, that the likest published hash shares.

    32 is the same look, 0 is unrelated. Another size, format or compression changes a few bits.
    """
    if not subject.published:
        return nothing_to_judge("nothing has been published yet")
    own = phash(subject.proof.pixels)
    nearest = min(subject.published, key=lambda one: distance(own, one))
    apart = distance(own, nearest)
    score = float(max(0, UNRELATED - apart))
    if score <= threshold:
        return Measured(score)
    width, height = subject.proof.size
    note = f"{apart} of {BITS} bits from what was published with the hash {nearest}"
    return Measured(score, (Finding(box=(0, 0, width, height), score=score, note=note),))


CHECK = Check(
    name="near_duplicate",
    version="1",
    title="Published before",
    unit="bits",
    reference="64-bit perceptual hash (Zauner, 2010), Hamming distance",
    measure=measure,
)
