"""A finished job run again: nothing reused, and everything that differs named."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from unittest.mock import patch

import pytest

from jobs import actions, artifacts, dispatch, records
from jobs.actions import JobError
from jobs.models import Event, Job, Step
from jobs.replay import Verdict, stored, verdict, verdict_of
from tests.jobs import small_stages
from tests.jobs.processes import ROOT, processes, wait_for
from tests.jobs.trials import ask, work

pytestmark = pytest.mark.django_db(transaction=True)

STEPS = ("step: paint", "step: mark", "step: fill", "step: judge")


def replayed(job: Job) -> Job:
    return work(actions.queue_replay(job=job, asked_by=job.asked_by))


def verdict_on(job: Job) -> Verdict:
    found = verdict_of(Job.objects.get(id=job.id))
    assert found is not None
    return found


def test_a_replay_of_what_nothing_changed_for_is_identical() -> None:
    job = work(ask(*STEPS, seed=7))
    replay = replayed(job)
    found = verdict_on(replay)
    assert (found.status, found.original, found.replay) == (
        "identical",
        str(job.id),
        str(replay.id),
    )
    assert found.lines() == ["Identical: every output of every step has the same bytes."]


def test_a_replay_has_the_originals_recipe_source_mask_and_seed() -> None:
    job = work(ask("step: fill", mask=True, seed=9, deterministic=False))
    replay = replayed(job)
    for field in ("recipe_text", "recipe_name", "source", "source_mask", "seed", "deterministic"):
        assert getattr(replay, field) == getattr(job, field)
    assert replay.replay_of == job
    assert records.job_record(replay).replay_of == str(job.id)
    queued = Event.objects.get(job=replay, kind="job.queued")
    assert queued.payload["replay_of"] == str(job.id)


def test_a_replay_takes_no_step_from_anywhere() -> None:
    replay = replayed(work(ask(*STEPS)))
    assert set(replay.steps.values_list("reused_from", flat=True)) == {None}


def test_nobody_receives_what_a_replay_delivers(settings) -> None:
    job = work(ask("step: paint"))
    settings.JOBS_DELIVERY_RECEIVER = "tests.jobs.receivers.refuse"
    replay = replayed(job)
    assert replay.status == "done"
    assert replay.steps.get().outputs.filter(facts__isnull=False).count() == 3


def test_a_changed_model_is_named_with_how_far_the_pictures_are_apart(monkeypatch) -> None:
    job = work(ask(*STEPS))
    monkeypatch.setitem(small_stages.VERSIONS, "brush", "2")
    found = verdict_on(replayed(job))
    paint = found.steps[0]
    assert [str(change) for change in paint.pins] == [
        "denoiser brush was 1 (111111111111) and is 2 (222222222222)"
    ]
    assert paint.fingerprint == ()
    assert {change.role for change in paint.outputs} == {"picture", "source"}
    apart = paint.outputs[0].distance
    assert apart is not None
    assert (apart.max_difference, apart.psnr) == (10, 28.1308)
    lines = found.lines()
    assert lines[0] == "Different, first at step 1, paint:"
    assert lines[1] == f"  step 1, paint: pin {paint.pins[0]}"
    assert "picture: PSNR 28.13 dB, largest difference 10 of 255, perceptual hash 0" in lines[2]


def test_a_changed_library_that_leaves_the_pixels_alone_is_named_all_the_same(monkeypatch) -> None:
    job = work(ask("step: invert"))
    monkeypatch.setitem(small_stages.VERSIONS, "ruler", "2")
    found = verdict_on(replayed(job))
    assert found.identical
    assert found.lines()[1] == "  step 1, invert: pin library ruler was 1 and is 2"


def test_a_changed_fingerprint_is_named_by_its_fields() -> None:
    one = records.job_record(work(ask("step: invert")))
    (step,) = one.steps
    other = step.fingerprint.model_copy(
        update={"threads": 64, "libraries": {**step.fingerprint.libraries, "numpy": "0.1"}}
    )
    two = one.model_copy(update={"steps": (step.model_copy(update={"fingerprint": other}),)})
    names = [change.name for change in verdict(one, two, stored).steps[0].fingerprint]
    assert names == ["threads", "libraries.numpy"]


def test_masks_and_evidence_are_measured_too() -> None:
    job, larger = (work(ask(f"step: mark\n    params: {{size: {n}}}")) for n in (4, 8))
    one, two = records.job_record(job), records.job_record(larger)
    changes = {change.role: change for change in verdict(one, two, stored).steps[0].outputs}
    assert set(changes) == {"mask", "regions", "evidence.heat"}
    assert changes["mask"].distance is not None
    assert changes["mask"].distance.max_difference == 255
    assert str(changes["regions"]) == "regions: differs (not a picture)"


def test_pixels_that_are_gone_are_said_to_be() -> None:
    one = records.job_record(work(ask("step: invert", picture=1)))
    two = records.job_record(work(ask("step: invert", picture=2)))
    assert one.result
    artifacts.storage().delete(artifacts.path_of(one.result))
    (change,) = verdict(one, two, stored).steps[0].outputs
    assert change.distance is None
    assert "not at hand" in str(change)


def test_a_replay_that_failed_differs_where_it_ended() -> None:
    job = work(ask("step: invert", "step: judge"))
    replay = actions.queue_replay(job=job, asked_by=job.asked_by)
    Step.objects.filter(job=replay, index=1).update(stage="away")
    found = verdict_on(work(replay))
    assert not found.identical
    assert [step.ran_again for step in found.steps] == [True, False]


def test_while_a_replay_runs_there_is_no_verdict() -> None:
    job = work(ask("step: invert"))
    assert verdict_of(actions.queue_replay(job=job, asked_by=job.asked_by)) is None
    assert verdict_of(job) is None


def refusal(job: Job) -> str:
    with pytest.raises(JobError) as caught:
        actions.queue_replay(job=job, asked_by=job.asked_by)
    assert not Job.objects.filter(replay_of=job).exists()
    return str(caught.value)


def test_a_model_that_is_gone_is_named_with_its_version_and_digest(monkeypatch) -> None:
    job = work(ask(*STEPS))
    monkeypatch.setitem(small_stages.VERSIONS, "brush", "")
    assert refusal(job) == (
        "Step 1, paint, cannot run again: The brush is not there; put it back. "
        f"It ran with denoiser brush 1 (SHA-256 {'1' * 64})."
    )


def test_a_stage_that_is_gone_is_named() -> None:
    job = work(ask("step: invert"))
    # Put back whole, in the same order: messages list the stages as they stand.
    with patch.dict(small_stages.STAGES):
        del small_stages.STAGES["invert"]
        refused = refusal(job)
    assert "ran version 1 of a stage that is not installed here" in refused


def test_a_source_that_is_no_longer_stored_is_named() -> None:
    job = work(ask("step: invert"))
    artifacts.storage().delete(artifacts.path_of(job.source_id))
    assert job.source_id[:12] in refusal(job)


def test_a_missing_record_is_told() -> None:
    job = work(ask("step: invert"))
    record = job.steps.get().record_id
    assert record
    artifacts.storage().delete(artifacts.path_of(record))
    assert "missing from the storage" in refusal(job)


def test_only_finished_jobs_that_are_no_replays_can_be_replayed() -> None:
    assert "only a finished one" in refusal(ask("step: invert"))
    assert "a replay itself" in refusal(replayed(work(ask("step: mark"))))


def children(of: int) -> list[int]:
    return [int(pid) for pid in Path(f"/proc/{of}/task/{of}/children").read_text().split()]


def test_a_replays_steps_run_in_processes_of_their_own(tmp_path) -> None:
    job = work(ask("step: paint\n    params: {count: 2}", "step: judge"))
    replay = actions.queue_replay(job=job, asked_by=job.asked_by)
    with processes(tmp_path, lease_seconds=5.0) as running:
        running.start_worker()
        dispatch.send(replay.steps.get(index=0))
        wait_for(lambda: Job.objects.get(id=replay.id).is_over, "the replay")
    assert verdict_on(replay).identical


def test_a_killed_process_is_found_by_its_lease_and_ends_with_its_worker(tmp_path) -> None:
    job = work(ask("step: paint\n    params: {count: 2, seconds: 1.5}"))
    replay = actions.queue_replay(job=job, asked_by=job.asked_by)
    step = replay.steps.get()
    with processes(tmp_path, lease_seconds=3.0) as running:
        running.start_steward()
        worker = running.start_worker()
        dispatch.send(step)
        wait_for(lambda: told(step, "step.delivered") == 1, "a delivery")
        (child,) = children(worker.pid)
        os.kill(child, signal.SIGKILL)
        wait_for(lambda: told(step, "step.lost") == 1, "the steward")
        wait_for(lambda: told(step, "step.started") == 2, "another process")
        (child,) = children(worker.pid)
        worker.kill()
        worker.wait()
        wait_for(lambda: not Path(f"/proc/{child}").exists(), "the process to end with its worker")
        wait_for(lambda: told(step, "step.lost") == 2, "the steward")
        running.start_worker()
        wait_for(lambda: Job.objects.get(id=replay.id).is_over, "the replay")
    assert verdict_on(replay).identical
    assert told(step, "step.delivered") == 2


def told(step: Step, kind: str) -> int:
    return Event.objects.filter(kind=kind, payload__step=str(step.id)).count()


def test_a_process_whose_worker_is_gone_claims_nothing() -> None:
    step = ask("step: invert").steps.get()
    command = [sys.executable, "manage.py", "run_step", str(step.id), "--parent", "1"]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == 1
    step.refresh_from_db()
    assert (step.status, step.attempts) == ("queued", 0)
