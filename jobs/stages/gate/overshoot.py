"""The check ``overshoot``: where the proof leaves the range that its source has around a place."""

from __future__ import annotations

import cv2
import numpy as np

from jobs.stages.contract import Context
from jobs.stages.gate.check import Check, Measured, Subject
from jobs.stages.gate.places import boxes_above, heat_map
from jobs.stages.gate.report import Finding
from jobs.stages.local_range import local_range

_EDGE = 40
_NEAR = 3
_FEW = 200
PERCENTILE = 99


def measure(subject: Subject, threshold: float, context: Context) -> Measured:
    """Score: 99th percentile, near the source's strong edges, of the levels beyond its range.

    Replaced pixels are left out: there the source is no measure.
    """
    if subject.is_its_source:
        return Measured(0.0)
    size = subject.proof.size
    source = subject.source_grey.astype(np.float32)
    lowest, highest = (
        cv2.resize(limit, size, interpolation=cv2.INTER_LINEAR)
        for limit in local_range(source, allowance=1.0)
    )
    around = np.ones((3, 3), np.uint8)
    edges = (cv2.dilate(source, around) - cv2.erode(source, around) > _EDGE).astype(np.uint8)
    reach = np.ones((2 * _NEAR + 1, 2 * _NEAR + 1), np.uint8)
    near = cv2.dilate(cv2.resize(edges, size, interpolation=cv2.INTER_NEAREST), reach) > 0
    if subject.mask is not None:
        near &= cv2.dilate(subject.mask, reach) == 0
    places = np.flatnonzero(near)
    if places.size < _FEW or subject.ratio[0] <= 0:
        return Measured(0.0)
    proof, top, bottom = (plane.ravel()[places] for plane in (subject.grey, highest, lowest))
    excess = np.maximum(np.maximum(proof - top, bottom - proof), 0)
    score = float(np.percentile(excess, PERCENTILE))
    if score <= threshold:
        return Measured(score)
    where = np.zeros(subject.grey.shape, np.float32)
    where.ravel()[places] = excess
    findings = tuple(
        Finding(box=box, score=round(worst, 1), note="brighter or darker than the source around it")
        for box, worst in boxes_above(where, threshold, smallest=6)
    )
    return Measured(score, findings, heat_map(where, threshold))


CHECK = Check(
    name="overshoot",
    version="1",
    title="Overshoot against the source",
    unit="levels",
    reference="distance to the source's local 3 x 3 range at strong edges",
    measure=measure,
    evidence=("boxes", "heat map"),
)
