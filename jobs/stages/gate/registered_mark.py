"""The check ``registered_mark``: a registered logo or watermark that is still seen."""

from __future__ import annotations

import math

from jobs.stages.contract import Context
from jobs.stages.gate.check import Check, Measured, Subject, nothing_to_judge
from jobs.stages.gate.report import Finding
from jobs.stages.marks.find import FoundMark, find
from jobs.stages.marks.search import Range

SMALLEST = 0.35
"""Scale against the registered picture; ``find_marks`` looks from half on, and may have missed."""


def measure(subject: Subject, threshold: float, context: Context) -> Measured:
    """Score: confidence of the surest copy, 0..1; every copy above the threshold is a finding.

    An enlarged proof is looked at in its source's size, in which marks are registered.
    """
    if not subject.marks:
        return nothing_to_judge("no mark is registered")
    pixels = subject.reduced
    found = find(
        pixels,
        subject.marks,
        Range(smallest=SMALLEST),
        lambda done, note: context.checkpoint(),
    )
    findings = tuple(_finding(one, subject) for one in found if one.confidence > threshold)
    return Measured(found[0].confidence if found else 0.0, findings)


def _finding(one: FoundMark, subject: Subject) -> Finding:
    height, width = subject.reduced.shape[:2]
    corners = one.corners
    left, top = (max(0, math.floor(side)) for side in corners.min(axis=0))
    right, bottom = (math.ceil(side) for side in corners.max(axis=0))
    box = left, top, min(right, width) - left, min(bottom, height) - top
    note = f"“{one.mark.name}” at {one.place.scale:.2f} of its size, opacity {one.opacity:.2f}"
    return Finding(box=subject.box_of_reduced(box), score=round(one.confidence, 3), note=note)


CHECK = Check(
    name="registered_mark",
    version="2",
    title="Registered marks",
    unit="confidence",
    reference="the search of find_marks: matched at any scale and turn, fitted by least squares",
    measure=measure,
    seconds=240.0,
)
