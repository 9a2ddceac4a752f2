"""What an earlier report says of classes that nothing has changed for since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import ValidationError

from jobs.calibration.defect import Defect
from jobs.calibration.report import CalibrationReport, DefectReport
from jobs.calibration.scores import CalibrationError
from jobs.stages.gate.check import Check
from jobs.stages.gate.profiles import SHIPPED


def unchanged(
    file: Path,
    *,
    photos: str,
    pictures: int,
    defects: Sequence[Defect],
    checks: Mapping[str, Check],
    thresholds: Mapping[str, Mapping[str, float]],
) -> dict[str, DefectReport]:
    """By name the classes whose strengths, check's version and thresholds are what they were.

    A check gives equal scores for equal pictures as long as its version stands. Raises
    CalibrationError where the file is no report, or is one on other pictures.
    """
    try:
        earlier = CalibrationReport.model_validate_json(file.read_text(encoding="utf-8"))
    except ValidationError:
        raise CalibrationError(f"{file}: is no report of a calibration.") from None
    if (earlier.photos, sum(earlier.pictures.values())) != (photos, pictures):
        raise CalibrationError(
            f"{file}: is about {sum(earlier.pictures.values())} pictures of {earlier.photos}, not"
            f" {pictures} of {photos}; measure all classes instead."
        )
    told = {one.name: one for one in earlier.defects}
    return {
        defect.name: told[defect.name]
        for defect in defects
        if defect.name in told
        and _same(told[defect.name], defect, checks[defect.check], thresholds[defect.check])
    }


def _same(
    told: DefectReport, defect: Defect, check: Check, thresholds: Mapping[str, float]
) -> bool:
    strengths = tuple(dict.fromkeys(point.strength for point in told.points))
    return (
        (told.check, told.check_version) == (check.name, check.version)
        and (strengths, told.visible, told.unit) == (defect.strengths, defect.visible, defect.unit)
        and told.thresholds == {name: thresholds[name] for name in SHIPPED}
    )
