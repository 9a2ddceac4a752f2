"""Workers killed, stuck and cancelled: real processes, a real broker, nothing lost."""

import random
import signal
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from jobs import actions, artifacts, dispatch, leases
from jobs.models import Artifact, Event, Job, Step
from tests.jobs.processes import kill, processes, wait_for
from tests.jobs.trials import ask

pytestmark = pytest.mark.django_db(transaction=True)

KILLS = 20
JOB = (
    "step: mark",
    "step: fill\n    params: {strength: 1}",
    "step: nap\n    params: {seconds: 0.15}",
    "step: invert",
    "step: judge",
)


def test_twenty_workers_killed_at_random_moments_lose_nothing(tmp_path) -> None:
    chance = random.Random(20)
    with processes(tmp_path, lease_seconds=1.0) as running:
        running.start_steward()
        workers = running.start_nursery()
        jobs = [ask(*JOB, picture=number) for number in range(12)]
        for _ in range(KILLS):
            begun = started_steps()
            worker = workers.start()
            # Not while it still starts: the moments that matter are those in which it works.
            wait_for(lambda begun=begun: started_steps() > begun, "the worker to work")
            time.sleep(chance.uniform(0, 0.6))
            wait_for(_spared_step_is_over, "a step that was lost often to end")
            workers.kill(worker)
            if not Job.objects.filter(status__in=["queued", "running"]).exists():
                jobs += [ask(*JOB, picture=len(jobs) + number) for number in range(6)]
        last = workers.start()
        wait_for(lambda: not Job.objects.exclude(status="done").exists(), "the jobs", 60)
        workers.kill(last)
    assert Event.objects.filter(kind="step.lost").exists(), "no kill met a running step"
    assert_nothing_lost(jobs)


def started_steps() -> int:
    return Event.objects.filter(kind="step.started").count()


def _spared_step_is_over() -> bool:
    """No step runs that was lost so often that one loss more or two would rightly fail its job."""
    often = leases.MAX_ATTEMPTS - 1
    return not Step.objects.filter(status="running", attempts__gte=often).exists()


def assert_nothing_lost(jobs: list[Job]) -> None:
    assert Step.objects.filter(status="done").count() == len(jobs) * len(JOB)
    for step in Step.objects.all():
        finished = Event.objects.filter(kind="step.finished", payload__step=str(step.id))
        assert finished.count() == 1
    numbers = list(Event.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    for digest in Artifact.objects.values_list("digest", flat=True):
        assert artifacts.read(digest)
    # What a kill left between a file and its row is swept; the rest is row for row.
    artifacts.sweep(older_than=timezone.now() + timedelta(days=1))
    folder = Path(settings.STORAGES["artifacts"]["OPTIONS"]["location"])
    files = [path.name for path in folder.rglob("*") if path.is_file()]
    assert sorted(files) == sorted(Artifact.objects.values_list("digest", flat=True))


def test_a_running_step_is_cancelled_and_its_neighbours_are_not(tmp_path) -> None:
    long = ask("step: nap\n    params: {seconds: 30}")
    after = ask("step: invert")
    with processes(tmp_path) as running:
        for job in (long, after):
            dispatch.send(job.steps.get())
        running.start_worker()
        wait_for(lambda: _status(long) == "running", "the long job to start")
        asked = time.monotonic()
        actions.cancel_job(job=long)
        wait_for(lambda: _status(long) == "cancelled", "the cancel")
        assert time.monotonic() - asked < 2
        wait_for(lambda: _status(after) == "done", "the neighbour")


def test_a_stage_stuck_in_foreign_code_is_failed_and_its_worker_ends(tmp_path) -> None:
    job = ask("step: stuck\n    params: {seconds: 60}")
    with processes(tmp_path) as running:
        dispatch.send(job.steps.get())
        worker = running.start_worker()
        wait_for(lambda: worker.poll() is not None, "the worker to end itself")
        assert worker.returncode == -signal.SIGKILL
    job.refresh_from_db()
    assert job.status == "failed"
    assert "longer than its limit of 1 seconds" in job.error


def test_a_stage_that_holds_the_interpreters_lock_ends_its_worker_too(tmp_path) -> None:
    job = ask("step: hog\n    params: {seconds: 60}")
    # Long enough that a busy machine does not take the step before the lock is held.
    with processes(tmp_path, lease_seconds=2.0) as running:
        dispatch.send(job.steps.get())
        running.start_steward()
        worker = running.start_worker()
        wait_for(lambda: worker.poll() is not None, "the worker to end")
        wait_for(lambda: Event.objects.filter(kind="step.lost"), "the steward to see it")
    step = job.steps.get()
    assert (step.status, step.attempts) == ("queued", 1)


def test_a_lost_message_is_sent_again(tmp_path) -> None:
    job = ask("step: invert")
    with processes(tmp_path) as running:
        running.start_worker()
        running.start_steward()
        wait_for(lambda: _status(job) == "done", "the steward to send again")


def test_a_cancelled_job_of_a_dead_worker_ends(tmp_path) -> None:
    job = ask("step: nap\n    params: {seconds: 30}")
    with processes(tmp_path) as running:
        dispatch.send(job.steps.get())
        worker = running.start_worker()
        wait_for(lambda: _status(job) == "running", "the job to start")
        kill(worker)
        actions.cancel_job(job=job)
        running.start_steward()
        wait_for(lambda: _status(job) == "cancelled", "the steward to end it")


def _status(job: Job) -> str:
    return Job.objects.values_list("status", flat=True).get(id=job.id)
