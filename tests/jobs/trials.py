"""Small jobs to try the engine with: pictures, pipelines, and working through them here."""

from __future__ import annotations

import numpy as np
from django.contrib.auth.models import User

from jobs import artifacts, recipes, runner
from jobs.actions import queue_job
from jobs.models import Artifact, Job, Step
from jobs.stages.codec import encode_picture, encode_plane
from jobs.stages.contract import Picture


def pixels(seed: int = 0, size: int = 16) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (size, size, 3), dtype=np.uint8)


def put_picture(seed: int = 0, size: int = 16) -> Artifact:
    data = encode_picture(Picture(pixels(seed, size)))
    return artifacts.put(data, "image/png", size, size)


def put_mask(size: int = 16) -> Artifact:
    plane = np.zeros((size, size), np.uint8)
    plane[4:8, 4:8] = 255
    return artifacts.put(encode_plane(plane), "image/png", size, size)


def pipeline(*steps: str) -> str:
    return "pipeline:\n" + "".join(f"  - {step}\n" for step in steps)


def ask(*steps: str, picture: int = 0, size: int = 16, mask: bool = False, **more) -> Job:
    """Queue a job for a recipe given as its steps: ``ask("step: invert", "step: judge")``."""
    user, _ = User.objects.get_or_create(username="vera")
    recipe = recipes.parse(pipeline(*steps), name="trial", mask_given=mask)
    return queue_job(
        recipe=recipe,
        source=put_picture(picture, size),
        source_mask=put_mask(size) if mask else None,
        asked_by=user,
        **{"stream": "project.one", "label": "a photo", **more},
    )


def work(job: Job) -> Job:
    """Run a job's queued steps here, one after the other, until none is left."""
    while step := Step.objects.filter(job=job, status="queued").first():
        runner.run(step.id)
    job.refresh_from_db()
    return job
