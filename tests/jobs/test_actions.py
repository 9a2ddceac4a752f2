"""Queueing, cancelling and retrying jobs."""

import contextlib
import threading

import pytest
from django.db import connection

from jobs import actions, leases, runner, transitions
from jobs.actions import JobError
from jobs.models import Event, Job, Step
from tests.jobs.trials import ask, work

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_queued_job_is_cancelled_at_once() -> None:
    job = actions.cancel_job(job=ask("step: invert", "step: judge"))
    assert job.status == "cancelled"
    assert set(job.steps.values_list("status", flat=True)) == {"cancelled"}


def test_a_cancelled_jobs_message_runs_nothing() -> None:
    job = ask("step: invert")
    actions.cancel_job(job=job)
    runner.run(job.steps.get().id)
    assert job.steps.get().attempts == 0


def test_cancelling_one_job_leaves_its_neighbour_alone() -> None:
    first, second = ask("step: invert"), ask("step: invert", picture=1)
    actions.cancel_job(job=first)
    assert work(second).status == "done"


def test_a_running_job_is_asked_to_stop_and_does_at_its_next_checkpoint() -> None:
    job = ask("step: nap\n    params: {seconds: 30}")
    worker = threading.Thread(target=_run_elsewhere, args=(job.steps.get().id,))
    worker.start()
    while not Step.objects.filter(job=job, status="running").exists():
        pass
    assert actions.cancel_job(job=job).status == "running"
    worker.join(timeout=5)
    job.refresh_from_db()
    assert (job.status, job.steps.get().status) == ("cancelled", "cancelled")
    kinds = list(Event.objects.order_by("number").values_list("kind", flat=True))
    assert kinds[-3:] == ["job.cancelling", "step.finished", "job.finished"]


def _run_elsewhere(step_id) -> None:
    runner.run(step_id)
    connection.close()


def test_a_job_that_is_over_cannot_be_cancelled() -> None:
    with pytest.raises(JobError, match="The job is done already"):
        actions.cancel_job(job=work(ask("step: invert")))


def test_asking_twice_to_cancel_tells_it_once() -> None:
    job = ask("step: invert")
    assert leases.claim(job.steps.get().id, 60)
    actions.cancel_job(job=job)
    actions.cancel_job(job=job)
    assert Event.objects.filter(kind="job.cancelling").count() == 1


def test_cancel_wins_over_a_step_that_finishes_meanwhile() -> None:
    job = ask("step: mark", "step: fill")
    claim = leases.claim(job.steps.first().id, 60)
    assert claim
    actions.cancel_job(job=job)
    record = _any_artifact()
    outcome = transitions.Outcome(
        outputs={"picture": job.source_id}, record=record, key="k", seconds=0.1
    )
    assert transitions.complete(claim, outcome)
    job.refresh_from_db()
    assert job.status == "cancelled"
    assert list(job.steps.values_list("status", flat=True)) == ["done", "cancelled"]


def _any_artifact() -> str:
    return Job.objects.values_list("source", flat=True)[0]


def test_of_many_workers_one_claims_a_step() -> None:
    step = ask("step: invert").steps.get()
    won = []

    def attempt() -> None:
        claim = leases.claim(step.id, 60)
        if claim:
            won.append(claim)
        connection.close()

    threads = [threading.Thread(target=attempt) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    assert Event.objects.filter(kind="step.started").count() == 1


def test_claim_and_cancel_at_the_same_moment_end_in_one_of_the_two() -> None:
    for _ in range(10):
        job = ask("step: invert")
        step = job.steps.get()
        threads = [
            threading.Thread(target=_closing(lambda step=step: runner.run(step.id))),
            threading.Thread(target=_closing(lambda job=job: _cancel(job))),
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        job.refresh_from_db()
        assert job.status in {"done", "cancelled"}
        assert Event.objects.filter(job=job, kind="job.finished").count() == 1
        assert not Step.objects.filter(status__in=["running", "queued", "waiting"]).exists()


def _closing(call):
    def run() -> None:
        try:
            call()
        finally:
            connection.close()

    return run


def _cancel(job: Job) -> None:
    with contextlib.suppress(JobError):
        actions.cancel_job(job=job)


def test_a_recipe_that_needs_a_drawn_mask_is_not_queued_without_one() -> None:
    from jobs import recipes
    from tests.jobs.trials import pipeline, put_picture

    job = ask("step: invert")
    recipe = recipes.parse(pipeline("step: fill"), mask_given=True)
    with pytest.raises(JobError, match="needs a drawn mask"):
        actions.queue_job(
            recipe=recipe,
            source=put_picture(),
            asked_by=job.asked_by,
            stream="project.one",
            label="x",
        )


def test_a_seed_out_of_range_is_refused() -> None:
    with pytest.raises(JobError, match="expected a whole number from 0"):
        ask("step: invert", seed=-1)
