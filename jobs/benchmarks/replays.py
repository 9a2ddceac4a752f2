"""Counts canonical replays that are identical to the bit, while workers die and others work.

Run ``python -m jobs.benchmarks.replays [COUNT [CHECKPOINT]]``. Everything is real: a Redis, two
workers that sample, one for the rest, a steward, in a temporary data folder. Every step of a
replay runs in a process of its own; other jobs run beside; again and again a worker is killed as
by a power cut, or restarted. At last one weight of the checkpoint is changed, and the verdict
must name it. CHECKPOINT is a diffusers folder; the starter when left out.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from jobs.benchmarks.changed_weight import change_one_weight, own_copy
from jobs.benchmarks.disturbed_workers import Workers
from jobs.benchmarks.queue_processes import REPOSITORY, redis, running

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from jobs.models import Job

MODULE = "jobs.benchmarks.replays"
COUNT = 100
BESIDE = "remove-text"
PROMPT = "a red ceramic mug on a wooden table"
STEPS = 8
AHEAD = 4
"""Replays that wait or run at a time."""
LEASE_SECONDS = 30
"""Loading a library may hold the interpreter for seconds, and for more where much else runs."""
PATIENCE = 1800.0
"""Seconds without any job coming to its end, after which something is stuck."""


@dataclass(frozen=True)
class Report:
    """What came of it; ``lost`` counts the steps that a killed worker let fall."""

    count: int
    identical: int
    different: tuple[str, ...]
    killed: int
    restarted: int
    lost: int
    beside: int
    changed: tuple[str, ...]
    named: bool
    seconds: float

    def lines(self) -> list[str]:
        """The report for people."""
        return [
            f"{self.identical} of {self.count} canonical replays identical to the bit, "
            f"in {self.seconds:.0f} s",
            *(f"  different: {line}" for line in self.different),
            f"each step in a process of its own; {self.killed} workers killed ({self.lost} steps "
            f"lost and run again), {self.restarted} restarted, {self.beside} other jobs beside",
            f"one changed weight was {'named' if self.named else 'NOT named'}:",
            *(f"  {line}" for line in self.changed),
        ]


def run(count: int = COUNT, checkpoint: Path | None = None, beside: str = BESIDE) -> Report:
    """Measure in a process of its own, whose data folder is made and removed here.

    ``beside`` names the shipped recipe that runs on the other queues meanwhile.
    """
    with tempfile.TemporaryDirectory(prefix="replays-") as made, ExitStack() as stack:
        folder = Path(made)
        copy = own_copy(checkpoint, folder / "checkpoint")
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "project.settings",
            "IMPRIMATUR_DATA_DIR": str(folder),
            "IMPRIMATUR_DATABASE_URL": "",
            "IMPRIMATUR_REDIS_URL": f"redis+socket://{folder}/redis.sock",
            "IMPRIMATUR_CHECKPOINT": str(copy),
            "IMPRIMATUR_CHECKPOINT_REVISION": "",
            "IMPRIMATUR_LEASE_SECONDS": str(LEASE_SECONDS),
        }
        stack.enter_context(redis(folder))
        measured = subprocess.run(  # noqa: S603 - this very module
            [sys.executable, "-m", MODULE, "--inside", str(count), str(copy), beside],
            cwd=REPOSITORY,
            env=environment,
            stdout=subprocess.PIPE,
            check=True,
        )
    return Report(**json.loads(measured.stdout))


@dataclass
class Trial:
    """Two canonical renders, their replays, and the other jobs that are kept running."""

    user: User
    beside: str
    originals: list[Job] = field(default_factory=list)
    replays: list[Job] = field(default_factory=list)
    others: list[Job] = field(default_factory=list)

    def render(self, seed: int, held_to: Job | None = None) -> Job:
        """Queue a canonical render: from noise, or held to another's picture."""
        from jobs.actions import queue_job
        from jobs.canvas import canvas
        from jobs.recipe_text import one_step
        from jobs.stages.generator.defaults import defaults
        from jobs.stages.generator.params import CanonicalParams
        from jobs.weights import process_weights

        own = defaults(process_weights())
        params = CanonicalParams(
            prompt=PROMPT,
            steps=STEPS,
            seed=seed,
            hold="noise" if held_to is None else "picture",
        )
        source = canvas(own.width, own.height) if held_to is None else held_to.result
        assert source is not None
        return queue_job(
            recipe=one_step("canonical", "canonical", params, "Canonical render"),
            source=source,
            asked_by=self.user,
            stream="bench",
            label=f"seed {seed}",
        )

    def replay(self) -> None:
        """Queue one more replay, of the two renders in turn."""
        from jobs.actions import queue_replay

        original = self.originals[len(self.replays) % len(self.originals)]
        self.replays.append(queue_replay(job=original, asked_by=self.user))

    def keep_others_running(self) -> None:
        """Another render in the workers' own processes, and a recipe on the other queues."""
        from jobs import recipes
        from jobs.actions import queue_job

        if all(job.is_over for job in refreshed(self.others[-2:])):
            number = len(self.others)
            self.others.append(self.render(seed=1000 + number))
            recipe, source = recipes.load(self.beside), self.originals[number % 2].result
            assert source is not None
            self.others.append(
                queue_job(
                    recipe=recipe,
                    source=source,
                    asked_by=self.user,
                    stream="bench",
                    label=f"other {number}",
                    seed=number,
                )
            )


def refreshed(jobs: list[Job]) -> list[Job]:
    """The jobs as the database knows them now."""
    from jobs.models import Job

    return list(Job.objects.filter(id__in=[job.id for job in jobs]))


def finished(jobs: list[Job]) -> int:
    """How many of the jobs are over."""
    return sum(job.is_over for job in refreshed(jobs))


def wait_for(jobs: list[Job], workers: Workers) -> list[Job]:
    """Wait for jobs that nothing disturbs; raises when one does not come to a good end."""
    until = time.monotonic() + PATIENCE
    while finished(jobs) < len(jobs):
        if time.monotonic() > until:
            raise TimeoutError(f"Not all of {len(jobs)} jobs ended in {PATIENCE:g} seconds.")
        workers.revive()
        time.sleep(0.2)
    done = refreshed(jobs)
    for job in done:
        if job.status != "done":
            raise RuntimeError(f"{job}: {job.error}")
    return done


def _inside(count: int, checkpoint: Path, beside: str) -> Report:
    """Run in the process that ``run`` starts: its settings name the temporary folder."""
    import django

    django.setup()
    from django.contrib.auth.models import User
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    trial, workers = Trial(User.objects.create(username="bench"), beside), Workers()
    with ExitStack() as stack:
        stack.callback(workers.end)
        workers.begin()
        stack.enter_context(running([sys.executable, "manage.py", "steward"]))
        trial.originals += wait_for([trial.render(seed=1)], workers)
        trial.originals += wait_for([trial.render(seed=2, held_to=trial.originals[0])], workers)
        began = time.perf_counter()
        _replay_all(trial, workers, count)
        seconds = time.perf_counter() - began
        others = finished(trial.others)
        change_one_weight(checkpoint)
        trial.replay()
        (changed,) = wait_for(trial.replays[-1:], workers)
        return _report(trial, workers, changed, seconds, others)


def _replay_all(trial: Trial, workers: Workers, count: int) -> None:
    every = max(1, count // 20)
    over, heard = 0, time.monotonic()
    while over < count:
        while len(trial.replays) < min(count, over + AHEAD):
            trial.replay()
        trial.keep_others_running()
        workers.revive()
        time.sleep(0.3)
        now_over = finished(trial.replays)
        if now_over > over:
            heard = time.monotonic()
            sys.stderr.write(f"{now_over} of {count} replayed\n")
            if now_over // every > over // every and now_over < count:
                workers.disturb()
        elif time.monotonic() - heard > PATIENCE:
            raise TimeoutError(f"No replay ended in {PATIENCE:g} seconds.")
        over = now_over


def _report(trial: Trial, workers: Workers, changed: Job, seconds: float, beside: int) -> Report:
    from jobs.models import Event
    from jobs.replay import verdict_of

    replays = refreshed([job for job in trial.replays if job.id != changed.id])
    verdicts = {job: verdict_of(job) for job in replays}
    told = verdict_of(changed)
    assert told is not None
    step = told.steps[0]
    named = [change.after.role for change in step.pins if change.after] == ["autoencoder"]
    measured = any(change.distance for change in step.outputs)
    return Report(
        count=len(replays),
        identical=sum(found is not None and found.identical for found in verdicts.values()),
        different=tuple(
            f"{job.label}: {job.error or ' '.join(found.lines() if found else ())}"
            for job, found in verdicts.items()
            if found is None or not found.identical
        ),
        killed=workers.killed,
        restarted=workers.restarted,
        lost=Event.objects.filter(kind="step.lost").count(),
        beside=beside,
        changed=tuple(told.lines()),
        named=named and measured and not told.identical,
        seconds=round(seconds, 1),
    )


def main() -> None:
    """Print the report; with ``--inside``, as JSON for ``run``."""
    arguments = sys.argv[1:]
    if arguments[:1] == ["--inside"]:
        report = _inside(int(arguments[1]), Path(arguments[2]), arguments[3])
        sys.stdout.write(json.dumps(asdict(report)))
        return
    count = int(arguments[0]) if arguments else COUNT
    report = run(count, Path(arguments[1]) if len(arguments) > 1 else None)
    sys.stdout.write("\n".join(report.lines()) + "\n")


if __name__ == "__main__":
    main()
