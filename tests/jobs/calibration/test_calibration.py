"""A small calibration from pictures to the report, its page and its profiles."""

import json
from dataclasses import replace

import cv2
import pytest
import skimage.data
from django.core.management import call_command

from jobs.calibration import measuring
from jobs.calibration.defects.registry import DEFECTS
from jobs.calibration.evaluate import chosen_thresholds, evaluated
from jobs.calibration.output import write_profiles, write_report
from jobs.calibration.pictures import Half, parts
from jobs.calibration.report import CalibrationReport, Rate
from jobs.calibration.scores import CalibrationError, ScoreFile
from jobs.stages.contract import Context
from jobs.stages.gate.check import Measured
from jobs.stages.gate.profiles import read_profile, shipped
from jobs.stages.gate.registry import CHECKS
from jobs.stages.weights import Weights

CONTEXT = Context(Weights())
JPEG = DEFECTS["jpeg"]
BLOCKS = {"blockiness": CHECKS["blockiness"]}


@pytest.fixture(scope="module")
def photos(tmp_path_factory):
    made = tmp_path_factory.mktemp("photos")
    coffee = skimage.data.coffee()
    for index in range(8):
        part = coffee[20 * index : 20 * index + 180, 30 * index : 30 * index + 200]
        cv2.imwrite(str(made / f"photo{index}.png"), part[..., ::-1])
    return made


def measured(photos, file, checks=BLOCKS, defects=(JPEG,)):
    return measuring.measure(
        parts(photos, 6), defects, checks, CONTEXT, ScoreFile(file), confused=1, told=lambda *_: 0
    )


@pytest.fixture(scope="module")
def scores(photos, tmp_path_factory):
    return measured(photos, tmp_path_factory.mktemp("scores") / "scores.jsonl")


@pytest.fixture(scope="module")
def report(scores):
    thresholds = chosen_thresholds(scores, [JPEG], 0.05)
    return evaluated(scores, [JPEG], BLOCKS, thresholds, version=9, photos="photos", rate=0.05)


def test_every_strength_of_every_picture_is_scored(scores):
    own = [one for one in scores if one.defect == "jpeg"]
    assert len(own) == 6 * (1 + len(JPEG.strengths))


def test_a_stopped_run_goes_on_where_it_was(photos, tmp_path):
    file = tmp_path / "scores.jsonl"
    measured(photos, file)
    before = file.read_text()
    lines = before.splitlines(keepends=True)
    file.write_text("".join(lines[:20]) + lines[20][:30])
    again = measured(photos, file)
    assert len(file.read_text().splitlines()) == len(lines)
    assert len(again) == len(lines)


def test_several_processes_measure_the_same(photos, scores, tmp_path):
    together = measuring.measure(
        parts(photos, 6), [JPEG], BLOCKS, CONTEXT, ScoreFile(tmp_path / "scores.jsonl"),
        confused=1, told=lambda *_: None, processes=2,
    )  # fmt: skip
    assert [(one.key, one.score) for one in together] == [(one.key, one.score) for one in scores]


def test_what_takes_seconds_is_asked_of_all_at_the_visible_strength_alone(photos):
    chosen = parts(photos, 6)
    lengthy = replace(JPEG, most=1)
    asked = [
        [one.strength for one in measuring.trials_of(part, chosen, [lengthy], BLOCKS, 0)
         if one.defect]
        for part in chosen if part.half is Half.HELD_OUT
    ]  # fmt: skip
    assert asked == [[None, *JPEG.strengths], *[[None, JPEG.visible]] * 2]


def test_another_version_of_a_check_is_measured_anew(photos, tmp_path):
    file = tmp_path / "scores.jsonl"
    measured(photos, file)
    newer = {"blockiness": replace(CHECKS["blockiness"], version="99")}
    assert {one.version for one in measured(photos, file, newer)} == {"99"}


def test_thresholds_tell_strong_compression(report):
    (jpeg,) = report.defects
    assert jpeg.recall("standard") == Rate(hits=3, of=3)
    assert jpeg.false_positives[Half.HELD_OUT]["standard"].hits == 0
    assert jpeg.holds("standard")


def test_the_curve_has_each_strength_once_a_half(report):
    points = [(point.strength, point.half) for point in report.defects[0].points]
    assert points == [(strength, half) for strength in JPEG.strengths for half in Half]


def test_the_confusion_has_the_clean_pictures_first(report):
    assert [row.defect for row in report.confusion] == ["clean", "jpeg"]
    assert report.confusion[1].failed["blockiness"] == Rate(hits=3, of=3)


def test_the_report_survives_its_json_and_has_a_page(report, tmp_path):
    write_report(report, tmp_path)
    text = (tmp_path / "report.json").read_text()
    assert CalibrationReport.model_validate_json(text) == report
    page = (tmp_path / "report.html").read_text()
    assert "Strong compression" in page
    assert "<polyline" in page


def test_profiles_are_files_that_the_gate_reads(tmp_path):
    thresholds = {name: {"lenient": 3.0, "standard": 2.0, "strict": 1.0} for name in CHECKS}
    files = write_profiles(thresholds, 9, tmp_path)
    assert [read_profile(file).title for file in files] == ["lenient 9", "standard 9", "strict 9"]


@pytest.mark.parametrize(
    "measure", [lambda *_: 1 / 0, lambda *_: Measured(float("nan"))], ids=["breaks", "no number"]
)
def test_a_check_that_breaks_is_told_with_its_picture(photos, tmp_path, measure):
    broken = {"blockiness": replace(CHECKS["blockiness"], measure=measure)}
    with pytest.raises(CalibrationError, match=r"blockiness .* on photo"):
        measured(photos, tmp_path / "scores.jsonl", broken)


def test_an_interval_is_wide_where_little_was_seen():
    low, high = Rate(hits=3, of=3).interval
    assert (round(low, 2), high) == (0.44, 1.0)
    assert Rate(hits=0, of=0).interval == (0.0, 1.0)


def test_the_command_judges_what_is_in_force(photos, tmp_path, capsys):
    call_command(
        "gate_calibrate", photos=photos, out=tmp_path, count=4, only=["blockiness"], judge=True,
        confusion=1,
    )  # fmt: skip
    assert (
        "Strong compression (blockiness): at 20 JPEG quality 100 % found" in capsys.readouterr().out
    )
    report = json.loads((tmp_path / "report.json").read_text())
    assert (
        report["defects"][0]["thresholds"]["strict"] == shipped("strict").thresholds["blockiness"]
    )
    assert not (tmp_path / "profiles").exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"only": ["sparkle"]}, "--only sparkle: there is no such check"),
        ({"count": 3000}, "give more photos, or a smaller --count"),
    ],
)
def test_what_the_command_cannot_use_is_exit_2(photos, tmp_path, capsys, options, said):
    with pytest.raises(SystemExit, match="2"):
        call_command("gate_calibrate", photos=photos, out=tmp_path, **options)
    assert said in capsys.readouterr().err
