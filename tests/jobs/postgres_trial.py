"""Run by ``test_postgres``: many workers and a canceller at once on a PostgreSQL database."""

from __future__ import annotations

import contextlib
import sys
import threading
from collections import Counter

import django

WORKERS, JOBS = 4, 24
STEPS = ("step: paint", "step: mark", "step: fill", "step: judge")


def main() -> None:
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    from tests.jobs.trials import ask

    jobs = [ask(*STEPS, picture=number, stream=f"s.{number % 2}") for number in range(JOBS)]
    errors: list[BaseException] = []

    def run(target, *arguments) -> None:
        try:
            target(*arguments)
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work_all, number)) for number in range(WORKERS)]
    threads.append(threading.Thread(target=run, args=(cancel_some, jobs[::4])))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    check()
    sys.stdout.write("consistent\n")


def work_all(number: int) -> None:
    """Run what is queued until nothing is left; every worker tries every step."""
    from jobs import runner
    from jobs.models import Job, Step

    while Job.objects.filter(status__in=["queued", "running"]).exists():
        queued = list(Step.objects.filter(status="queued").order_by("id"))
        for step in queued[number:] + queued[:number]:
            runner.run(step.id)


def cancel_some(jobs) -> None:
    """Cancel several jobs of several streams in one transaction each."""
    from jobs.actions import JobError, cancel_job

    for job in jobs:
        with contextlib.suppress(JobError):
            cancel_job(job=job)


def check() -> None:
    """Every job over, each finished step told once, each stream's numbers without a gap."""
    from jobs.models import Event, Job, Preview, Step, Stream

    assert set(Job.objects.values_list("status", flat=True)) <= {"done", "cancelled"}
    assert Job.objects.filter(status="done").count() >= JOBS * 3 // 4
    told = Counter(
        event.payload["step"]
        for event in Event.objects.filter(kind="step.finished", payload__status="done")
    )
    done = {str(step.id): 1 for step in Step.objects.filter(status="done")}
    assert told == done
    for step in Step.objects.filter(status="done", stage="paint"):
        delivered = Event.objects.filter(kind="step.delivered", payload__step=str(step.id))
        assert delivered.count() == step.outputs.filter(facts__isnull=False).count() == 3
    assert not Preview.objects.exists()
    for stream in Stream.objects.all():
        numbers = list(stream.events.order_by("number").values_list("number", flat=True))
        assert numbers == list(range(1, stream.last_number + 1))


if __name__ == "__main__":
    main()
