"""Sampling reports: ask for the controlled comparison of two ways of sampling."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import User

from editor import access
from editor.actions.errors import ActionError, plainly
from editor.actions.sampling import CHECKPOINT, checked
from editor.actions.seeds import given_or_drawn
from editor.models import Project
from jobs.actions import queue_job
from jobs.canvas import canvas
from jobs.models import Job
from jobs.sampling_reports import TITLE, recipe_of
from jobs.stages.generator import checkpoint
from jobs.stages.sampling_report.arms import spelled_out
from jobs.stages.sampling_report.params import CompareSamplingParams
from jobs.weights import weights_settings


def ask(
    *,
    project: Project,
    asked_by: User,
    prompts: Iterable[str],
    count: int,
    negative_prompt: str = "",
    steps: int | None = None,
    guidance_scale: float | None = None,
    seed: int | None = None,
) -> Job:
    """Ask for a report on these prompts, ``count`` pictures of each in both arms.

    What is not given comes from the checkpoint. Raises ``ActionError`` with the field that cannot
    be; nothing is queued then.
    """
    access.demand(asked_by, project, "can_add")
    given = {
        "prompts": list(prompts),
        "count": count,
        "negative_prompt": negative_prompt,
        "steps": steps,
        "guidance_scale": guidance_scale,
    }
    params = checked(CompareSamplingParams, given)
    if not params.prompts:
        raise ActionError("There is no prompt: write one a line.", "prompts")
    seed = given_or_drawn(seed)
    with plainly(CHECKPOINT):
        whole = spelled_out(params, checkpoint.locate(weights_settings()))
        return queue_job(
            recipe=recipe_of(whole),
            source=canvas(whole.width or 0, whole.height or 0),
            asked_by=asked_by,
            stream=project.stream,
            label=f"{TITLE}: {len(whole.prompts)} prompts × {whole.count}",
            seed=seed,
        )
