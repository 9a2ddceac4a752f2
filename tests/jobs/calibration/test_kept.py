"""What nothing has changed for since an earlier report is taken from it."""

from dataclasses import replace

import pytest

from jobs.calibration import in_force, measuring
from jobs.calibration.defects.registry import DEFECTS
from jobs.calibration.kept import unchanged
from jobs.calibration.pictures import Half, Part
from jobs.calibration.scores import CalibrationError
from jobs.stages.gate.profiles import SHIPPED, shipped
from jobs.stages.gate.registry import CHECKS

FILE = in_force.FOLDER / "report.json"
JPEG = DEFECTS["jpeg"]
THRESHOLDS = {
    name: {profile: shipped(profile).thresholds[name] for profile in SHIPPED} for name in CHECKS
}


def kept(file=FILE, defects=(JPEG,), checks=CHECKS, thresholds=THRESHOLDS, **other):
    report = in_force.report()
    told = {"photos": report.photos, "pictures": sum(report.pictures.values())} | other
    return unchanged(file, defects=defects, checks=checks, thresholds=thresholds, **told)


def test_a_class_of_the_same_version_and_thresholds_is_kept():
    assert kept()["jpeg"] == next(one for one in in_force.report().defects if one.name == "jpeg")


@pytest.mark.parametrize(
    "changed",
    [
        {"checks": CHECKS | {"blockiness": replace(CHECKS["blockiness"], version="99")}},
        {"thresholds": THRESHOLDS | {"blockiness": dict.fromkeys(SHIPPED, 0.5)}},
        {"defects": (replace(JPEG, strengths=(JPEG.visible,)),)},
        {"defects": (replace(JPEG, unit="another way of counting"),)},
    ],
    ids=["version", "thresholds", "strengths", "unit"],
)
def test_a_class_that_changed_is_measured_anew(changed):
    assert kept(**changed) == {}


def test_a_report_on_other_pictures_is_refused():
    with pytest.raises(CalibrationError, match="measure all classes"):
        kept(pictures=40)


def test_what_is_no_report_is_refused(tmp_path):
    (tmp_path / "report.json").write_text("{}")
    with pytest.raises(CalibrationError, match="no report"):
        kept(file=tmp_path / "report.json")


def test_of_a_kept_class_only_what_others_are_asked_about_too_is_measured(tmp_path):
    chosen = [Part(tmp_path / f"{half}", 0, half) for half in Half]
    own = [
        [
            trial
            for trial in measuring.trials_of(part, chosen, [JPEG], CHECKS, 1, kept={"jpeg"})
            if trial.defect is JPEG and trial.check.name == "blockiness"
        ]
        for part in chosen
    ]
    assert [len(trials) for trials in own] == [0, 1]
    assert own[1][0].strength == JPEG.visible
