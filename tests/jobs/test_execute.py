"""The one way a stage is called, and what its record says."""

from dataclasses import replace

import numpy as np
import pytest

from jobs import recipes
from jobs.contract_checks import ContractError
from jobs.execute import run_recipe, run_step
from jobs.fingerprint import fingerprint
from jobs.pins import difference, planned
from jobs.records import JobRecord, StepRecord, job_record
from jobs.stages.contract import Cancelled, Context, Frame, Picture, Pin, Result
from jobs.stages.weights import Weights, WeightsSettings
from tests.jobs import small_stages
from tests.jobs.small_stages import STAGES
from tests.jobs.trials import ask, pipeline, pixels, work


def frame() -> Frame:
    picture = Picture(pixels())
    return Frame(picture=picture, source=picture)


def context(**more) -> Context:
    return Context(weights=Weights(), **more)


def records(*steps: str, **more) -> list[StepRecord]:
    recipe = recipes.parse(pipeline(*steps))
    return [run.record for run in run_recipe(recipe, frame(), context(**more), asked_by="vera")]


def test_equal_runs_have_equal_keys_and_outputs() -> None:
    first, second = records("step: mark", "step: fill"), records("step: mark", "step: fill")
    assert [r.key for r in first] == [r.key for r in second]
    assert [r.outputs for r in first] == [r.outputs for r in second]


@pytest.mark.parametrize("more", [{"seed": 1}, {"deterministic": False}])
def test_seed_and_mode_are_part_of_the_key(more: dict) -> None:
    assert records("step: invert")[0].key != records("step: invert", **more)[0].key


def test_each_step_takes_what_the_one_before_gave() -> None:
    mark, fill = records("step: mark", "step: fill")
    assert fill.inputs == {
        "source": mark.inputs["source"],
        **{role: mark.outputs[role] for role in ("picture", "mask", "regions")},
    }


@pytest.mark.django_db(transaction=True)
def test_the_queue_and_a_run_in_this_process_agree_to_the_bit() -> None:
    job = work(ask("step: mark", "step: fill"))
    here = records("step: mark", "step: fill")[-1]
    assert here.outputs["picture"] == job.result_id
    assert here.key == job.steps.last().key


def test_a_new_source_is_what_later_steps_are_measured_against() -> None:
    paint, mark, fill = records("step: paint", "step: mark", "step: fill")
    assert paint.outputs["source"] == paint.outputs["picture"] != paint.inputs["source"]
    assert mark.inputs["source"] == fill.inputs["source"] == paint.outputs["source"]
    assert "source" not in mark.outputs


def test_a_local_runs_record_lists_what_was_delivered() -> None:
    recipe = recipes.parse(pipeline("step: paint"))
    received: list[str] = []
    (run,) = run_recipe(
        recipe,
        frame(),
        context(deliver=lambda delivery: received.append(delivery.name)),
        asked_by="vera",
    )
    assert received == ["sample.000", "sample.001", "sample.002"]
    assert set(received) < set(run.record.outputs)
    for name in received:
        assert run.record.outputs[name] in run.encoded


def test_a_source_nobody_announced_breaks_the_contract() -> None:
    stage = replace(STAGES["paint"], gives=frozenset())
    with pytest.raises(ContractError, match="another source without saying"):
        run_step(stage, stage.params(), frame(), context(deliver=lambda delivery: None))


@pytest.mark.django_db(transaction=True)
def test_queue_and_local_run_agree_where_the_work_begins_anew() -> None:
    steps = ("step: paint", "step: mark", "step: fill")
    job = work(ask(*steps))
    here, there = records(*steps), job_record(job).steps
    assert [step.outputs for step in here] == [step.outputs for step in there]
    assert [step.inputs for step in here] == [step.inputs for step in there]
    assert [step.key for step in here] == [step.key for step in there]


def test_a_stage_cannot_write_to_what_it_was_given() -> None:
    stage = STAGES["broken"]
    with pytest.raises(ValueError, match="read-only"):
        run_step(stage, stage.params(how="write"), frame(), context())


def test_a_mask_of_another_size_breaks_the_contract() -> None:
    stage = STAGES["broken"]
    with pytest.raises(ContractError, match="mask and picture of different sizes"):
        run_step(stage, stage.params(how="shape"), frame(), context())


def test_a_cancelled_run_stops_at_the_next_checkpoint() -> None:
    stopped = context(stop=lambda: Cancelled("stop"))
    with pytest.raises(Cancelled):
        run_step(STAGES["invert"], STAGES["invert"].params(), frame(), stopped)


def test_a_record_survives_its_own_bytes() -> None:
    record = records("step: mark", "step: fill")[1]
    assert StepRecord.model_validate_json(record.to_bytes()) == record


def test_the_schema_is_closed_and_versioned() -> None:
    schema = JobRecord.model_json_schema()
    assert schema["additionalProperties"] is False
    assert schema["properties"]["schema_version"]["const"] == "1"


def test_what_will_run_is_known_before() -> None:
    plan = planned(recipes.parse(pipeline("step: mark", "step: judge")))
    assert [(step.stage, step.version, step.pins[0].id) for step in plan] == [
        ("mark", "1", "ruler"),
        ("judge", "1", "ruler"),
    ]


def test_a_difference_of_pins_is_told_in_words() -> None:
    before = (Pin(role="library", id="a", version="1"), Pin(role="detector", id="b", version="1"))
    after = (Pin(role="library", id="a", version="2"), Pin(role="detector", id="c", version="1"))
    told = difference(before, after)
    assert "detector b is no longer used" in told
    assert "detector c is new" in told
    assert "library a was 1 and is 2" in told
    assert difference(before, before) == ""


def test_weights_without_a_version_are_told_by_their_digest() -> None:
    one = Pin(role="denoiser", id="b", version="", sha256="0" * 64)
    other = one.model_copy(update={"sha256": "1" * 64})
    assert difference((one,), (other,)) == "denoiser b was 000000000000 and is 111111111111"


def test_what_was_there_before_the_run_is_pinned(monkeypatch) -> None:
    def update(frame: Frame, params: object, context: Context) -> Result:
        monkeypatch.setitem(small_stages.VERSIONS, "ruler", "2")
        return Result(frame, small_stages.Done())

    stage = replace(STAGES["invert"], run=update)
    executed = run_step(stage, stage.params(), frame(), context())
    assert executed.pins[0].version == "1"


def test_other_bytes_of_the_same_version_are_a_difference() -> None:
    pin = Pin(role="detector", id="b", version="1", sha256="0" * 64)
    other = pin.model_copy(update={"sha256": "1" * 64})
    assert "000000000000" in difference((pin,), (other,))


def test_the_fingerprint_changes_with_what_pixels_depend_on() -> None:
    two, four = (fingerprint(WeightsSettings(threads=number)) for number in (2, 4))
    assert two.sha256 != four.sha256
    assert two.processor
    assert two.libraries["numpy"] == np.__version__
