"""The comparison drawn for real, at tiny size."""

from __future__ import annotations

import numpy as np
import pytest

from jobs.execute import run_step
from jobs.stages.contract import Cancelled, StageError
from jobs.stages.sampling_report import arms, detection
from jobs.stages.sampling_report.params import CompareSamplingParams
from jobs.stages.sampling_report.report import Arm
from jobs.stages.sampling_report.stage import STAGE
from jobs.stages.weights import Weights, WeightsSettings
from tests.jobs.stages.generator.conftest import blank
from tests.jobs.stages.lettered import lettered, photo

PROMPTS = ("a red vase", "a blue mug")


def params(**given) -> CompareSamplingParams:
    return CompareSamplingParams(**{"prompts": PROMPTS, "count": 3, "steps": 2} | given)


@pytest.fixture(scope="module")
def drawn(weights):
    from tests.jobs.stages.generator.conftest import Receiver

    to = Receiver(weights, seed=5)
    executed = run_step(STAGE, params(batch_size=2), blank(), to.context)
    return executed.result, to


def test_every_prompt_is_drawn_in_both_arms_from_the_same_seeds(drawn):
    report = drawn[0].details
    assert len(report.samples) == 2 * 2 * 3
    for prompt in range(2):
        seeds = {
            arm: [row.seed for row in report.samples if (row.prompt, row.arm) == (prompt, arm)]
            for arm in Arm
        }
        assert seeds[Arm.EXPLORATORY] == seeds[Arm.DETERMINISTIC]
        assert len(set(seeds[Arm.EXPLORATORY])) == 3


def test_prompts_share_no_seed():
    one, other = (set(arms.seeds_of(5, prompt, 8)) for prompt in (0, 1))
    assert not one & other
    assert one == set(arms.seeds_of(5, 0, 8))


def test_the_arms_differ_in_their_sampler_and_in_drawing_together(drawn):
    exploratory, deterministic = (drawn[0].details.arms[arm] for arm in Arm)
    assert exploratory.scheduler == "euler_ancestral"
    assert deterministic.scheduler == "dpmpp_2m"
    assert (exploratory.batch_size, deterministic.batch_size) == (2, 1)
    assert exploratory.config_sha256 != deterministic.config_sha256


def test_a_sheet_a_prompt_leaves_while_the_stage_runs(drawn):
    result, to = drawn
    assert [entry.name for entry in to.deliveries] == ["sheet.000", "sheet.001"]
    assert to.deliveries[1].facts.prompt == "a blue mug"
    assert [row.sheet for row in result.details.prompts] == ["sheet.000", "sheet.001"]


def test_progress_rises_to_the_end(drawn):
    fractions = [fraction for fraction, _ in drawn[1].reports]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1
    assert any("prompt 2 of 2, deterministic" in note for _, note in drawn[1].reports)


def test_the_deterministic_arm_gives_the_same_pixels_again(drawn, receiver):
    again = run_step(STAGE, params(batch_size=1), blank(), receiver(seed=5).context).result.details
    for row, other in zip(drawn[0].details.samples, again.samples, strict=True):
        if row.arm is Arm.DETERMINISTIC:
            assert row.pixels_sha256 == other.pixels_sha256


def test_sheets_of_an_earlier_attempt_are_not_delivered_again(receiver):
    to = receiver(seed=5, delivered=frozenset({"sheet.000"}))
    STAGE.run(blank(), params(count=2), to.context)
    assert [entry.name for entry in to.deliveries] == ["sheet.001"]


def test_a_cancelled_report_stops_within_a_step(receiver):
    to = receiver()
    stopping = receiver(stop=lambda: Cancelled() if len(to.reports) > 3 else None)
    context = stopping.context
    object.__setattr__(context, "report", lambda f, note="": to.reports.append((f, note)))
    with pytest.raises(Cancelled):
        STAGE.run(blank(), params(count=8, steps=10), context)
    assert len(to.reports) == 4


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"prompts": ()}, "prompts is empty"),
        ({"exploratory_scheduler": "flow_euler_stochastic"}, "cannot sample this checkpoint"),
        ({"width": 64, "height": 66}, "multiple of 8"),
    ],
)
def test_what_cannot_run_is_refused_before_anything_does(weights, given, words):
    try:
        refused = STAGE.refusal(params(**given), weights.settings)
    except ValueError as error:
        refused = str(error)
    assert words in refused


def test_without_a_checkpoint_the_report_says_what_to_set():
    missing = Weights(WeightsSettings(checkpoint="/nowhere/at/all"))
    assert "IMPRIMATUR_CHECKPOINT" in STAGE.refusal(params(), missing.settings)
    with pytest.raises(StageError, match="IMPRIMATUR_CHECKPOINT"):
        STAGE.pins(params(), missing)


def test_pins_name_both_samplers_and_what_reads(weights):
    pins = STAGE.pins(params(), weights)
    samplers = [pin.id for pin in pins if pin.role == "sampler"]
    assert samplers == ["EulerAncestralDiscreteScheduler", "DPMSolverMultistepScheduler"]
    assert {"detector", "recogniser", "check"} <= {pin.role for pin in pins}
    assert len(pins) == len(set(pins))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"count": 1}, "greater than or equal to 2"),
        ({"prompts": ("a", " ")}, "prompt 2 is empty"),
        ({"prompts": ("a", "a")}, "stands there twice"),
        ({"prompts": tuple(f"a {n}" for n in range(200)), "count": 64}, "at most 4096"),
        ({"prompts": tuple(f"{n} {'a' * 900}" for n in range(60))}, "at most 40000"),
        ({"exploratory_scheduler": "euler"}, "adds none"),
        ({"deterministic_scheduler": "euler_ancestral"}, "adds noise"),
        ({"deterministic_scheduler": "eular"}, "did you mean"),
    ],
)
def test_params_that_cannot_be_name_what_is_wrong(given, words):
    with pytest.raises(ValueError, match=words):
        params(**given)


def test_what_the_gate_would_read_fails_a_picture(receiver):
    context = receiver(weights=Weights(WeightsSettings(threads=1))).context
    clean = detection.read(photo(), context)
    marked = detection.read(lettered("STOCK PHOTO", size=40).pixels, context)
    assert not clean.failed
    assert marked.failed
    assert "STOCK" in " ".join(marked.read)


def test_the_reading_is_the_gates_own(receiver):
    from jobs.stages.contract import Picture
    from jobs.stages.gate.check import Subject
    from jobs.stages.gate.residual_text import CHECK

    context = receiver(weights=Weights(WeightsSettings(threads=1))).context
    pixels = np.ascontiguousarray(lettered().pixels)
    subject = Subject(Picture(pixels), Picture(pixels))
    gates = CHECK.measure(subject, detection.THRESHOLD, context)
    assert detection.read(pixels, context).confidence == gates.score
