"""One step: fetched, called, stored, recorded, handed on."""

import logging
from datetime import timedelta

import pytest
from django.utils import timezone

from jobs import actions, artifacts, leases, records, runner, transitions
from jobs.actions import JobError
from jobs.models import Artifact, Event, Job, Step
from jobs.records import job_record
from tests.jobs import small_stages
from tests.jobs.trials import ask, work

pytestmark = pytest.mark.django_db(transaction=True)


def kinds(job: Job) -> list[str]:
    return list(Event.objects.filter(job=job).order_by("number").values_list("kind", flat=True))


def test_a_job_runs_to_done_and_tells_it_in_order() -> None:
    job = work(ask("step: invert", "step: judge"))
    assert (job.status, job.verdict) == ("done", "pass")
    assert kinds(job) == [
        "job.queued",
        "step.queued",
        "job.started",
        "step.started",
        "step.finished",
        "step.queued",
        "step.started",
        "step.finished",
        "job.finished",
    ]


def test_the_result_is_the_last_steps_picture_and_mask() -> None:
    job = work(ask("step: mark", "step: fill"))
    last = dict(job.steps.last().outputs.values_list("role", "artifact_id"))
    assert job.result_id == last["picture"] != job.source_id
    assert job.result_mask_id == last["mask"]


def test_a_picture_handed_on_untouched_keeps_its_digest() -> None:
    job = work(ask("step: mark"))
    assert job.result_id == job.source_id


def test_evidence_is_kept_under_its_own_role() -> None:
    job = work(ask("step: mark"))
    roles = set(job.steps.get().outputs.values_list("role", flat=True))
    assert roles == {"picture", "mask", "regions", "evidence.heat"}


def test_a_record_says_everything_that_the_pixels_depend_on() -> None:
    job = work(ask("step: invert\n    params: {strength: 1, hint: sky}", seed=7))
    record = job_record(job).steps[0]
    assert record.params == {"strength": 1.0, "hint": "sky"}
    assert record.inputs == {"source": job.source_id, "picture": job.source_id}
    assert record.outputs == {"picture": job.result_id}
    assert record.pins[0].id == "ruler"
    assert (record.seed, record.deterministic, record.asked_by) == (7, True, "vera")
    assert record.fingerprint.libraries["numpy"]
    assert record.recipe.sha256 == artifacts.digest_of(job.recipe_text.encode())


def test_a_records_regions_are_its_masks_provenance() -> None:
    record = job_record(work(ask("step: mark", "step: fill"))).steps[1]
    assert record.regions[0].source == "drawn"


def test_a_drawn_mask_reaches_the_first_step() -> None:
    job = work(ask("step: fill", mask=True))
    assert job_record(job).steps[0].inputs["mask"] == job.source_mask_id


def test_an_identical_step_is_reused_and_says_of_whom() -> None:
    first = work(ask("step: invert"))
    second = work(ask("step: invert"))
    step = second.steps.get()
    assert step.reused_from == first.steps.get()
    assert second.result == first.result
    reused = records.load(step.record_id).reused
    assert reused is not None and reused.job == str(first.id)


def test_a_reused_gate_still_gives_its_verdict() -> None:
    work(ask("step: judge\n    params: {verdict: fail}"))
    assert work(ask("step: judge\n    params: {verdict: fail}")).verdict == "fail"


@pytest.mark.parametrize(
    "more",
    [
        {"seed": 1},
        {"picture": 1},
        {"deterministic": False},
        {"stream": "project.two"},
    ],
)
def test_nothing_is_reused_when_anything_differs(more: dict) -> None:
    work(ask("step: invert"))
    assert work(ask("step: invert", **more)).steps.get().reused_from is None


def test_a_stage_that_promises_nothing_is_run_again() -> None:
    nap = "step: nap\n    params: {seconds: 0}"
    work(ask(nap))
    assert work(ask(nap)).steps.get().reused_from is None


def test_a_step_whose_outputs_are_gone_is_run_again() -> None:
    first = work(ask("step: invert"))
    artifacts.storage().delete(artifacts.path_of(first.result_id))
    second = work(ask("step: invert"))
    assert second.steps.get().reused_from is None
    assert artifacts.read(second.result_id)


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ("told", "The picture has no sky; choose another."),
        ("memory", "broken ran out of memory; try a smaller picture."),
        ("disk", "broken could not read or write its files (No space left on device)."),
        ("write", "broken stopped on an unexpected error (ValueError)."),
        ("crash", "broken stopped on an unexpected error (ValueError)."),
        ("shape", "broken stopped on an unexpected error (ContractError)."),
    ],
)
def test_a_failing_stage_fails_its_job_with_words(how: str, expected: str) -> None:
    job = work(ask(f"step: broken\n    params: {{how: {how}}}"))
    assert job.status == "failed"
    assert job.error.startswith(expected)
    assert job.steps.get().error == job.error


def test_a_crash_tells_people_no_secrets_and_the_log_the_traceback(caplog) -> None:
    with caplog.at_level(logging.ERROR):
        job = work(ask("step: broken\n    params: {how: crash}"))
    assert "hunter2" not in job.error
    assert "hunter2" in caplog.text


def test_other_pins_than_planned_fail_the_step_and_a_retry_plans_again(monkeypatch) -> None:
    job = ask("step: invert")
    monkeypatch.setitem(small_stages.VERSIONS, "ruler", "2")
    job = work(job)
    assert "library ruler was 1 and is 2" in job.error
    assert work(actions.retry_job(job=job)).status == "done"


def test_a_retry_resumes_at_the_failed_step(monkeypatch) -> None:
    job = ask("step: invert", "step: judge")
    runner.run(job.steps.first().id)
    monkeypatch.setitem(small_stages.VERSIONS, "ruler", "2")
    assert work(job).status == "failed"
    before = job.steps.first().record_id
    job = work(actions.retry_job(job=job))
    assert job.status == "done"
    assert job.steps.first().record_id == before
    assert kinds(job).count("step.finished") == 3


def test_only_a_failed_job_can_be_retried() -> None:
    with pytest.raises(JobError, match="only a failed or cancelled job can be retried"):
        actions.retry_job(job=work(ask("step: invert")))


def test_an_altered_artifact_fails_the_step() -> None:
    job = ask("step: invert")
    path = artifacts.path_of(job.source_id)
    with artifacts.storage().open(path, "r+b") as file:
        file.write(b"x")
    runner.decoded._held.clear()
    assert "was altered in the storage" in work(job).error


def test_a_picture_changed_after_the_gate_has_no_verdict() -> None:
    assert work(ask("step: judge", "step: invert")).verdict == ""


def test_a_failed_gate_is_not_forgotten_by_a_later_one() -> None:
    job = work(ask("step: judge\n    params: {verdict: fail}", "step: invert", "step: judge"))
    assert job.verdict == "fail"


def test_a_message_delivered_twice_runs_the_step_once() -> None:
    job = ask("step: invert")
    step = job.steps.get()
    runner.run(step.id)
    runner.run(step.id)
    assert Step.objects.get(id=step.id).attempts == 1


def test_a_late_worker_cannot_finish_what_was_taken_from_it() -> None:
    job = ask("step: invert")
    late = leases.claim(job.steps.get().id, 0)
    assert late is not None
    leases.expire(Step.objects.get(id=late.step.id), timezone.now() + timedelta(1))
    work(job)
    outcome = transitions.Outcome(outputs={}, record="", key="", seconds=0)
    assert not transitions.complete(late, outcome)
    assert not transitions.fail(late, "too late")
    assert Job.objects.get().status == "done"


def test_every_artifact_has_its_file_and_every_file_its_artifact(settings) -> None:
    work(ask("step: mark", "step: fill", "step: judge"))
    folder = settings.STORAGES["artifacts"]["OPTIONS"]["location"]
    files = {path.name for path in folder.glob("??/??/*")}
    assert files == set(Artifact.objects.values_list("digest", flat=True))
