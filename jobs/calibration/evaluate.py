"""From scores to thresholds and to the report that says how well they do."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType

import numpy as np

from jobs.calibration.defect import Defect
from jobs.calibration.pictures import Half
from jobs.calibration.report import CalibrationReport, DefectReport, Point, Rate, Row
from jobs.calibration.scores import CLEAN, Score
from jobs.calibration.thresholds import Evidence, choose
from jobs.stages.gate.check import Check
from jobs.stages.gate.profiles import DEFAULT, SHIPPED

Thresholds = Mapping[str, Mapping[str, float]]
"""By check, then by profile."""


def chosen_thresholds(
    scores: Sequence[Score], defects: Sequence[Defect], rate: float
) -> dict[str, dict[str, float]]:
    """Thresholds by check and profile for every check that a defect was measured for.

    Only the half that calibrates is looked at.
    """
    evidence: dict[str, list[Evidence]] = {}
    for defect in defects:
        own = _of(scores, defect, Half.CALIBRATE)
        clean = _values(one for one in own if one.strength is None)
        visible = _values(one for one in own if one.strength == defect.visible)
        evidence.setdefault(defect.check, []).append(Evidence(clean, visible))
    return {check: choose(classes, rate) for check, classes in evidence.items()}


def evaluated(
    scores: Sequence[Score],
    defects: Sequence[Defect],
    checks: Mapping[str, Check],
    thresholds: Thresholds,
    *,
    version: int,
    photos: str,
    rate: float,
    chosen: bool = True,
    kept: Mapping[str, DefectReport] = MappingProxyType({}),
) -> CalibrationReport:
    """The report on given thresholds, whether they were just ``chosen`` or are in force.

    Classes that are ``kept`` from an earlier report stand as they are.
    """
    pictures = {half: len({s.picture for s in scores if s.half is half}) for half in Half}
    classes = tuple(
        kept.get(defect.name)
        or _defect_report(scores, defect, checks[defect.check], thresholds[defect.check])
        for defect in defects
    )
    return CalibrationReport(
        version=version,
        photos=photos,
        pictures=pictures,
        rate=rate,
        chosen=chosen,
        defects=classes,
        confusion=_confusion(scores, classes, checks, thresholds),
    )


def _defect_report(
    scores: Sequence[Score], defect: Defect, check: Check, thresholds: Mapping[str, float]
) -> DefectReport:
    halves = {half: _of(scores, defect, half) for half in Half}
    sound = {half: [s for s in own if s.strength is None] for half, own in halves.items()}
    times = [one.milliseconds for own in halves.values() for one in own]
    return DefectReport(
        name=defect.name,
        title=defect.title,
        check=check.name,
        check_version=check.version,
        unit=defect.unit,
        score_unit=check.unit,
        visible=defect.visible,
        thresholds=dict(thresholds),
        false_positives={half: _failed(sound[half], thresholds) for half in Half},
        points=tuple(
            _point(halves[half], half, defect, strength, thresholds)
            for strength in defect.strengths
            for half in Half
        ),
        milliseconds=round(float(np.median(times)), 2) if times else 0.0,
    )


def _point(
    own: Sequence[Score],
    half: Half,
    defect: Defect,
    strength: float,
    thresholds: Mapping[str, float],
) -> Point:
    here = [one for one in own if one.strength == strength]
    return Point(
        strength=strength,
        half=half,
        visible=strength in defect.visible_strengths,
        median=round(float(np.median(_values(here))), 4) if here else 0.0,
        found=_failed(here, thresholds),
    )


def _confusion(
    scores: Sequence[Score],
    classes: Sequence[DefectReport],
    checks: Mapping[str, Check],
    thresholds: Thresholds,
) -> tuple[Row, ...]:
    """Of the held-out half; a check that takes seconds was asked about few pictures."""
    judged = [name for name in checks if name in thresholds]
    held_out = [one for one in scores if one.half is Half.HELD_OUT]
    clean = [one for one in held_out if (one.defect, one.strength) == (CLEAN, None)]
    rows = [_row(CLEAN, clean, judged, thresholds)]
    for one in classes:
        here = [s for s in held_out if (s.defect, s.strength) == (one.name, one.visible)]
        row = _row(one.name, here, judged, thresholds, one.check)
        failed = row.failed | {one.check: one.recall(DEFAULT)}
        rows.append(row.model_copy(update={"failed": failed}))
    return tuple(rows)


def _row(
    defect: str,
    here: Sequence[Score],
    judged: Collection[str],
    thresholds: Thresholds,
    own: str = "",
) -> Row:
    """``blocked`` is of the pictures that others were asked about too than the defect's ``own``."""
    failed: dict[str, Rate] = {}
    blocked: set[str] = set()
    pictures = {one.picture for one in here if one.check != own}
    for check in judged:
        answers = [one for one in here if one.check == check]
        wrong = {one.picture for one in answers if one.score > thresholds[check][DEFAULT]}
        failed[check] = Rate(hits=len(wrong), of=len(answers))
        blocked |= wrong & pictures
    return Row(defect=defect, failed=failed, blocked=Rate(hits=len(blocked), of=len(pictures)))


def _failed(scores: Sequence[Score], thresholds: Mapping[str, float]) -> dict[str, Rate]:
    return {
        profile: Rate(hits=sum(one.score > thresholds[profile] for one in scores), of=len(scores))
        for profile in SHIPPED
    }


def _of(scores: Sequence[Score], defect: Defect, half: Half) -> list[Score]:
    """A class's scores by its own check."""
    return [
        one
        for one in scores
        if one.defect == defect.name and one.check == defect.check and one.half is half
    ]


def _values(scores: Iterable[Score]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array([one.score for one in scores], np.float64)
