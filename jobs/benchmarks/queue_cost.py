"""Measures what queue, artifacts and records cost beside the bare stage calls.

Run ``python -m jobs.benchmarks.queue_cost [RECIPE [ROUNDS]]``, RECIPE a name or a file.
Everything is real: a Redis and a worker for each queue in a temporary data folder, the stages,
a new 1 MP photo each round. Each round calls the stages bare in one process, then sends the same
picture through the queue.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from jobs.benchmarks.queue_processes import REPOSITORY, redis, running, worker
from jobs.stages.contract import Context, Frame, Picture, Queue

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from jobs.models import Job
    from jobs.recipes import Recipe

MODULE = "jobs.benchmarks.queue_cost"
SIDE = 1000
WARM_ROUNDS = 1
PATIENCE = 300.0


@dataclass(frozen=True)
class Round:
    """One picture both ways; seconds. ``in_stages`` is what the workers spent inside stages."""

    bare: float
    queued: float
    in_stages: float


@dataclass(frozen=True)
class Report:
    """Medians over the rounds; each ratio is the median of the rounds' own.

    ``ratio`` compares with the bare calls; ``ratio_inside`` with what the same job spent inside
    its stages, which tells the cost apart from what else the machine was doing meanwhile.
    """

    recipe: str
    megapixels: float
    rounds: tuple[Round, ...]
    bare: float
    queued: float
    ratio: float
    ratio_inside: float
    around_stages: float

    def lines(self) -> list[str]:
        """The report for people."""
        return [
            f"{self.recipe}, {self.megapixels:.1f} MP, median of {len(self.rounds)} rounds",
            f"bare stage calls in one process   {self.bare:7.3f} s",
            f"through queue, artifacts, records {self.queued:7.3f} s",
            f"ratio                             {self.ratio:7.3f}",
            f"ratio to the same job's stages    {self.ratio_inside:7.3f}",
            f"added around the stages           {self.around_stages * 1000:7.1f} ms",
        ]


def run(recipe: str = "remove-text", rounds: int = 7) -> Report:
    """Measure in a process of its own, whose data folder is made and removed here."""
    with tempfile.TemporaryDirectory(prefix="queue-cost-") as folder, ExitStack() as stack:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "project.settings",
            "IMPRIMATUR_DATA_DIR": folder,
            "IMPRIMATUR_DATABASE_URL": "",
            "IMPRIMATUR_REDIS_URL": f"redis+socket://{folder}/redis.sock",
        }
        stack.enter_context(redis(Path(folder)))
        measured = subprocess.run(  # noqa: S603 - this very module
            [sys.executable, "-m", MODULE, "--inside", recipe, str(rounds)],
            cwd=REPOSITORY,
            env=environment,
            stdout=subprocess.PIPE,
            check=True,
        )
    return _report(recipe, [Round(**entry) for entry in json.loads(measured.stdout)])


def _report(recipe: str, rounds: list[Round]) -> Report:
    def median(values: Iterator[float]) -> float:
        return statistics.median(values)

    return Report(
        recipe=recipe,
        megapixels=SIDE * SIDE / 1e6,
        rounds=tuple(rounds),
        bare=median(entry.bare for entry in rounds),
        queued=median(entry.queued for entry in rounds),
        ratio=median(entry.queued / entry.bare for entry in rounds),
        ratio_inside=median(entry.queued / entry.in_stages for entry in rounds),
        around_stages=median(entry.queued - entry.in_stages for entry in rounds),
    )


def _inside(recipe_name: str, rounds: int) -> list[Round]:
    """Run in the process that ``run`` starts: its settings name the temporary folder."""
    import django

    django.setup()
    from django.contrib.auth.models import User
    from django.core.management import call_command

    from jobs import recipes

    call_command("migrate", verbosity=0)
    user = User.objects.create(username="bench")
    given = Path(recipe_name)
    recipe = recipes.parse(given.read_text()) if given.is_file() else recipes.load(recipe_name)
    measured = []
    with ExitStack() as stack:
        for queue in Queue:
            stack.enter_context(running(worker(queue.value, [queue])))
        for number in range(WARM_ROUNDS + rounds):
            picture = _photo(number)
            bare = _bare(recipe, picture)
            measured.append(Round(bare, *_queued(recipe, picture, user)))
            sys.stderr.write(f"round {number}: {measured[-1]}\n")
    return measured[WARM_ROUNDS:]


def _photo(number: int) -> Picture:
    """A photograph of its own for each round, with two lines printed over it."""
    from PIL import Image, ImageDraw, ImageFont
    from skimage import data

    image = Image.fromarray(data.astronaut()).resize((SIDE, SIDE), Image.Resampling.LANCZOS)
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(size=64)
    draw.text((80, 120), f"SUMMER SALE {number:02d}", fill="white", font=font)
    draw.text((140, 780), "every Saturday", fill="yellow", font=font)
    return Picture(np.asarray(image).copy())


def _bare(recipe: Recipe, picture: Picture) -> float:
    from jobs.weights import process_weights

    context = Context(weights=process_weights())
    frame = Frame(picture=picture, source=picture)
    began = time.perf_counter()
    for step in recipe.steps:
        frame = step.stage.run(frame, step.params, context).frame
    return time.perf_counter() - began


def _queued(recipe: Recipe, picture: Picture, user: User) -> tuple[float, float]:
    from django.utils import timezone

    from jobs import artifacts
    from jobs.actions import queue_job
    from jobs.stages.codec import MEDIA_TYPE, encode_picture

    source = artifacts.put(encode_picture(picture), MEDIA_TYPE, *picture.size)
    began = timezone.now()
    job = queue_job(recipe=recipe, source=source, asked_by=user, stream="bench", label="bench")
    _wait(job)
    assert job.finished_at is not None
    return (job.finished_at - began).total_seconds(), _seconds_in_stages(job)


def _wait(job: Job) -> None:
    until = time.monotonic() + PATIENCE
    while not job.is_over:
        if time.monotonic() > until:
            raise TimeoutError(f"The job is {job.status} after {PATIENCE:g} seconds.")
        time.sleep(0.1)
        job.refresh_from_db(fields=["status", "error", "finished_at"])
    if job.status != "done":
        raise RuntimeError(f"The job is {job.status}: {job.error}")


def _seconds_in_stages(job: Job) -> float:
    from jobs.records import job_record

    return sum(step.timing.seconds for step in job_record(job).steps)


def main() -> None:
    """Print the report; with ``--inside``, the rounds as JSON for ``run``."""
    arguments = sys.argv[1:]
    if arguments[:1] == ["--inside"]:
        rounds = _inside(arguments[1], int(arguments[2]))
        sys.stdout.write(json.dumps([asdict(entry) for entry in rounds]))
        return
    recipe = arguments[0] if arguments else "remove-text"
    report = run(recipe, int(arguments[1]) if len(arguments) > 1 else 7)
    sys.stdout.write("\n".join(report.lines()) + "\n")


if __name__ == "__main__":
    main()
