"""The gate as a stage: its report, its profiles, and what a broken check does."""

import threading
import time
from dataclasses import replace

import cv2
import numpy as np
import pytest
from pydantic import ValidationError

from jobs.stages.contract import Cancelled, Context, Frame, Picture, TimedOut
from jobs.stages.gate import stage
from jobs.stages.gate.check import Check, Measured, Subject, nothing_to_judge
from jobs.stages.gate.profiles import SHIPPED
from jobs.stages.gate.registry import CHECKS
from jobs.stages.gate.report import GateReport
from jobs.stages.gate.stage import STAGE
from jobs.stages.gate.subject import GateParams
from jobs.stages.gate.timed import left_behind
from tests.jobs.stages.gate.pictures import CLEAN, CONTEXT, brightened, compressed, disc

WITHOUT_TEXT = {name: check for name, check in CHECKS.items() if name != "residual_text"}


def gate(pixels, *, source=None, mask=None, context=CONTEXT, **params):
    picture = Picture(pixels)
    frame = Frame(picture, picture if source is None else Picture(source), mask)
    return STAGE.run(frame, GateParams(**params), context)


def breaking(error):
    def measure(subject, threshold, context):
        raise error

    return {"seam": replace(CHECKS["seam"], measure=measure)}


@pytest.fixture
def checks(monkeypatch):
    def use(chosen):
        monkeypatch.setattr(stage, "CHECKS", chosen)

    return use


def test_a_clean_photograph_passes_every_check():
    report = gate(CLEAN["chelsea"]).details
    assert report.verdict == "pass"
    assert [check.name for check in report.checks] == list(CHECKS)


def test_one_failed_check_fails_the_proof(checks):
    checks(WITHOUT_TEXT)
    report = gate(compressed(CLEAN["chelsea"], 50)).details
    assert report.verdict == "fail"
    assert [c.name for c in report.checks if c.verdict == "fail"] == ["blockiness"]


def test_the_picture_passes_through_unchanged(checks):
    checks(WITHOUT_TEXT)
    frame = gate(CLEAN["chelsea"]).frame
    assert frame.picture.pixels is CLEAN["chelsea"]


def test_a_failed_seam_brings_a_heat_map_of_the_proof_s_size(checks):
    checks(WITHOUT_TEXT)
    mask = disc(CLEAN["chelsea"], 0.3, 0.3)
    result = gate(brightened(CLEAN["chelsea"], mask, 14), mask=mask)
    assert result.pictures["seam"].shape == mask.shape
    assert result.pictures["seam"].max() > 128


def test_a_check_that_breaks_has_failed_and_says_why(checks):
    checks(breaking(ZeroDivisionError("nothing to divide by")))
    (result,) = gate(CLEAN["chelsea"]).details.checks
    assert (result.verdict, result.error) == ("fail", "ZeroDivisionError: nothing to divide by")


def test_a_score_that_is_no_number_has_failed(checks):
    checks({"seam": replace(CHECKS["seam"], measure=lambda *_: Measured(float("nan")))})
    (result,) = gate(CLEAN["chelsea"]).details.checks
    assert result.verdict == "fail"
    assert "not a number" in result.error


def test_a_check_that_does_not_answer_has_failed_and_the_others_are_still_asked(checks):
    def endless(subject, threshold, context):
        while True:
            context.checkpoint()
            time.sleep(0.01)

    hangs = replace(CHECKS["seam"], measure=endless, seconds=0.2)
    checks({"seam": hangs, "noise": CHECKS["noise"]})
    seam, noise = gate(CLEAN["chelsea"]).details.checks
    assert (seam.verdict, seam.error) == ("fail", "OutOfTime: no answer within 0 s")
    assert noise.verdict == "pass"


def test_a_check_that_looks_at_nothing_is_left_behind(checks):
    released = threading.Event()
    deaf = replace(CHECKS["seam"], measure=lambda *_: released.wait(30), seconds=0.1)
    checks({"seam": deaf})
    before = set(threading.enumerate())
    began = time.monotonic()
    (seam,) = gate(CLEAN["chelsea"]).details.checks
    assert "OutOfTime" in seam.error
    assert time.monotonic() - began < 20
    # A command ends its process at once while such a thread is busy: here that is the tests' own.
    released.set()
    for thread in set(threading.enumerate()) - before:
        thread.join(10)
    assert left_behind() == 0


def test_a_large_proof_gets_more_time():
    small, large = (
        Subject(*[Picture(np.zeros((side, side, 3), np.uint8))] * 2) for side in (100, 2000)
    )
    assert CHECKS["seam"].limit(large) == 4 * CHECKS["seam"].limit(small)


def test_a_failed_check_names_at_least_one_place(checks):
    checks({"seam": replace(CHECKS["seam"], measure=lambda *_: Measured(99.0))})
    (result,) = gate(CLEAN["coffee"]).details.checks
    assert [finding.box for finding in result.findings] == [(0, 0, 600, 400)]


def test_a_check_with_nothing_to_judge_passes_and_says_so(checks):
    checks({"seam": replace(CHECKS["seam"], measure=lambda *_: nothing_to_judge("no mask"))})
    (result,) = gate(CLEAN["coffee"]).details.checks
    assert (result.verdict, result.skipped) == ("pass", "no mask")


def test_a_check_without_a_threshold_has_failed(checks):
    checks({"seam": CHECKS["seam"]})
    profile = {"name": "own", "version": 3, "thresholds": {"noise": 1.0}}
    (result,) = gate(CLEAN["coffee"], profile=profile).details.checks
    assert result.verdict == "fail"
    assert "own 3 sets no threshold" in result.error


def test_a_profile_with_an_unknown_check_is_refused():
    with pytest.raises(ValidationError, match="'sparkle', which this gate does not have"):
        GateParams(profile={"name": "own", "version": 1, "thresholds": {"sparkle": 1.0}})


def test_the_report_keeps_the_thresholds_it_was_judged_with(checks):
    checks({"seam": CHECKS["seam"]})
    profile = {"name": "own", "version": 7, "thresholds": {"seam": 4.25}}
    report = gate(CLEAN["coffee"], profile=profile).details
    assert (report.profile, report.profile_version) == ("own", 7)
    assert report.checks[0].threshold == 4.25


@pytest.mark.parametrize("reason", [Cancelled, TimedOut])
def test_stopping_is_no_failed_check(checks, reason):
    checks(breaking(reason()))
    with pytest.raises(reason):
        gate(CLEAN["chelsea"])


def test_a_cancelled_job_stops_between_two_checks(checks):
    checks(WITHOUT_TEXT)
    told = []
    context = Context(
        CONTEXT.weights,
        report=lambda fraction, note="": told.append(note),
        stop=lambda: Cancelled() if len(told) == 2 else None,
    )
    with pytest.raises(Cancelled):
        gate(CLEAN["chelsea"], context=context)
    assert len(told) == 2


def test_every_check_is_declared_whole():
    for name, check in CHECKS.items():
        assert isinstance(check, Check)
        assert check.name == name
        assert all((check.version, check.title, check.unit, check.reference))


def test_the_profile_decides(checks):
    checks(WITHOUT_TEXT)
    doubtful = compressed(CLEAN["chelsea"], 50)
    scores = {p: gate(doubtful, profile=p).details.verdict for p in ("strict", "lenient")}
    assert scores == {"strict": "fail", "lenient": "pass"}


def test_an_unknown_profile_is_refused():
    with pytest.raises(ValidationError, match="lenient"):
        GateParams(profile="generous")


def test_pins_name_every_check_and_the_thresholds():
    pins = STAGE.pins(GateParams(profile="strict"), CONTEXT.weights)
    assert [pin.id for pin in pins if pin.role == "check"] == list(CHECKS)
    assert [(pin.id, pin.version) for pin in pins if pin.role == "thresholds"] == [
        ("strict", str(SHIPPED["strict"]))
    ]


def test_what_the_project_knows_reaches_the_checks(checks):
    seen = []

    def remember(subject, threshold, context):
        seen.append(subject)
        return Measured(0.0)

    checks({"seam": replace(CHECKS["seam"], measure=remember)})
    mark = Picture(np.dstack([CLEAN["chelsea"][:40, :60]]))
    context = replace(CONTEXT, fetch=lambda digest: mark)
    gate(
        CLEAN["coffee"],
        context=context,
        marks=[{"name": "Cat", "sha256": "a" * 64}],
        candidate="b" * 64,
        published=["0123456789abcdef"],
    )
    assert [one.name for one in seen[0].marks] == ["Cat"]
    assert seen[0].candidate is mark
    assert seen[0].published == ("0123456789abcdef",)


def test_a_hash_that_is_none_is_refused():
    with pytest.raises(ValidationError, match="is not a perceptual hash"):
        GateParams(published=("xyz",))


def test_the_report_survives_its_own_json():
    report = gate(CLEAN["coffee"][:100, :100]).details
    assert GateReport.model_validate_json(report.model_dump_json()) == report


@pytest.mark.parametrize("shape", [(1, 1), (1, 700), (20, 20)])
def test_tiny_pictures_are_judged_without_an_error(shape):
    report = gate(np.full((*shape, 3), 90, np.uint8)).details
    assert [check.error for check in report.checks] == [""] * len(CHECKS)


def test_a_million_pixels_take_a_fraction_of_a_second_without_reading(checks):
    checks(WITHOUT_TEXT)
    large = cv2.resize(CLEAN["coffee"], (1200, 834), interpolation=cv2.INTER_CUBIC)
    mask = disc(large)
    gate(large, mask=mask)
    began = time.process_time()
    gate(large, mask=mask)
    assert time.process_time() - began < 2
