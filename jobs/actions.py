"""What people may do to jobs: queue, replay, cancel, retry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from jobs import artifacts, recipes
from jobs.artifacts import ArtifactError
from jobs.events import JobQueued, PlannedStepEvent
from jobs.leases import locked
from jobs.models import Artifact, Job, Step
from jobs.pins import PlannedStep, planned
from jobs.progress import tell
from jobs.recipes import Recipe, RecipeError
from jobs.records import job_record
from jobs.replayable import NotReplayable, recipe_again
from jobs.stages.contract import StageError
from jobs.transitions import announce_queued, queue_step, request_cancel
from jobs.witness import JobChange, testify

if TYPE_CHECKING:
    from django.contrib.auth.models import User

MAX_SEED = 2**63 - 1


class JobError(Exception):
    """The job cannot be queued, cancelled or retried; the text says why."""


def queue_job(
    *,
    recipe: Recipe,
    source: Artifact,
    asked_by: User,
    stream: str,
    label: str,
    source_mask: Artifact | None = None,
    seed: int = 0,
    deterministic: bool = True,
    replay_of: Job | None = None,
) -> Job:
    """Write a job with its steps, tell of it, and send for a worker once committed.

    Each step keeps the pins that would run now; a worker that finds others fails the step
    rather than render with what nobody saw. Raises ``JobError``.
    """
    if recipe.needs_drawn_mask and source_mask is None:
        raise JobError(f"Recipe '{recipe.name}' needs a drawn mask and the picture has none.")
    if not 0 <= seed <= MAX_SEED:
        raise JobError(f"The seed is {seed}; expected a whole number from 0 to {MAX_SEED}.")
    plan = _planned(recipe)
    now = timezone.now()
    with transaction.atomic():
        job = Job.objects.create(
            stream=stream,
            label=label[:255],
            asked_by=asked_by,
            recipe_name=recipe.name,
            recipe_text=recipe.text,
            seed=seed,
            deterministic=deterministic,
            source=source,
            source_mask=source_mask,
            replay_of=replay_of,
        )
        steps = Step.objects.bulk_create(_steps(job, recipe, plan))
        Step.objects.filter(id=steps[0].id).update(status="queued", queued_at=now, sent_at=now)
        tell(job, _queued_event(job, recipe, steps))
        announce_queued(job, steps[0])
        testify(job, JobChange.QUEUED, asked_by)
    return job


def queue_replay(*, job: Job, asked_by: User) -> Job:
    """Run a finished job again from its record, with nothing reused, to be compared with it.

    What is installed now runs; the verdict names what changed. Raises ``JobError`` when the
    record, its source, a stage or a pinned model is gone.
    """
    if job.replay_of_id is not None:
        raise JobError("This job is a replay itself: replay the job that it runs again.")
    for artifact in filter(None, (job.source, job.source_mask)):
        if not artifacts.is_stored(artifact.digest):
            raise JobError(
                f"The picture or mask that the job began with ({artifact.digest[:12]}) is no "
                "longer stored; restore it from a backup to replay the job."
            )
    try:
        recipe = recipe_again(job_record(job))
    except (NotReplayable, ArtifactError) as error:
        raise JobError(str(error)) from error
    return queue_job(
        recipe=recipe,
        source=job.source,
        source_mask=job.source_mask,
        asked_by=asked_by,
        stream=job.stream,
        label=job.label,
        seed=job.seed,
        deterministic=job.deterministic,
        replay_of=job,
    )


def cancel_job(*, job: Job) -> Job:
    """Cancel what waits at once and ask a running step to stop; raises ``JobError`` when over."""
    cancelled = request_cancel(job)
    if cancelled is None:
        job.refresh_from_db()
        raise JobError(f"The job is {job.status} already; there is nothing to cancel.")
    return cancelled


def retry_job(*, job: Job, by: User | None = None) -> Job:
    """``failed | cancelled → queued``: go on where the job ended, with what is installed now.

    Finished steps keep their outputs, and what an unfinished one delivered stays. Raises
    ``JobError`` when there is nothing to retry, when its recipe can no longer run, or when the
    rest of a step would be made with other means than what it delivered already.
    """
    try:
        recipe = recipes.parse(
            job.recipe_text, name=job.recipe_name, mask_given=job.source_mask_id is not None
        )
    except RecipeError as error:
        raise JobError(f"The job's recipe can no longer run. {error}") from error
    plan = _planned(recipe)
    now = timezone.now()
    with locked(job) as fresh:
        if fresh.status not in {Job.Status.FAILED, Job.Status.CANCELLED}:
            raise JobError(
                f"The job is {fresh.status}; only a failed or cancelled job can be retried."
            )
        fresh.status = Job.Status.QUEUED
        fresh.error = ""
        fresh.finished_at = None
        fresh.cancel_requested = False
        fresh.save(update_fields=["status", "error", "finished_at", "cancel_requested"])
        remaining = list(fresh.steps.exclude(status="done").order_by("index"))
        for step in remaining:
            _plan_again(step, recipe, plan[step.index])
        Step.objects.bulk_update(remaining, RETRIED)
        tell(fresh, _queued_event(fresh, recipe, list(fresh.steps.order_by("index"))))
        queue_step(fresh, remaining[0], now)
        testify(fresh, JobChange.RETRIED, by)
    return fresh


RETRIED = (
    *("planned_pins", "stage_version", "params", "status", "finished_at"),
    *("attempts", "error", "progress", "note"),
)


def _plan_again(step: Step, recipe: Recipe, plan: PlannedStep) -> None:
    """Set an unfinished step back to waiting, with the plan of now."""
    before = (step.planned_pins, step.stage_version, step.params)
    step.planned_pins = [pin.model_dump() for pin in plan.pins]
    step.stage_version = plan.version
    step.params = recipe.steps[step.index].params.model_dump(mode="json")
    changed = before != (step.planned_pins, step.stage_version, step.params)
    if changed and step.outputs.filter(facts__isnull=False).exists():
        raise JobError(
            f"{recipe.steps[step.index].stage.title} delivered pictures already and would go on "
            "with other models or libraries than theirs. Ask for it anew instead."
        )
    step.status = Step.Status.WAITING
    step.finished_at = None
    step.attempts, step.progress = 0, 0.0
    step.error = step.note = ""


def _planned(recipe: Recipe) -> list[PlannedStep]:
    try:
        return planned(recipe)
    except StageError as error:
        raise JobError(str(error)) from error


def _steps(job: Job, recipe: Recipe, plan: list[PlannedStep]) -> list[Step]:
    return [
        Step(
            job=job,
            index=index,
            stage=step.stage.name,
            stage_version=step.stage.version,
            queue=step.stage.queue.value,
            params=step.params.model_dump(mode="json"),
            planned_pins=[pin.model_dump() for pin in plan[index].pins],
            status="waiting",
        )
        for index, step in enumerate(recipe.steps)
    ]


def _queued_event(job: Job, recipe: Recipe, steps: list[Step]) -> JobQueued:
    return JobQueued(
        job=str(job.id),
        label=job.label,
        recipe=job.recipe_name,
        steps=tuple(
            PlannedStepEvent(
                step=str(step.id),
                index=step.index,
                stage=step.stage,
                title=recipe.steps[step.index].stage.title,
            )
            for step in steps
        ),
        replay_of=str(job.replay_of_id) if job.replay_of_id else None,
    )
