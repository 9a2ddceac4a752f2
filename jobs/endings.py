"""How jobs end: done, failed or cancelled. Called with the job's row locked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone

from jobs import previews
from jobs.events import JobFinished, StepFinished
from jobs.models import Job, Step
from jobs.progress import tell
from jobs.witness import JobChange, testify


def end_done(job: Job, outputs: Mapping[str, str], now: datetime) -> None:
    """``running → done`` with the last step's picture and mask as the job's."""
    job.result_id = outputs["picture"]
    job.result_mask_id = outputs.get("mask")
    _end(job, Job.Status.DONE, now)


def end_failed(job: Job, step: Step, error: str) -> None:
    """``running → failed`` because of one step; later ones keep waiting for a retry."""
    end_step(job, step, "failed", error=error)
    job.error = error
    _end(job, Job.Status.FAILED, timezone.now())


def end_cancelled(job: Job, now: datetime) -> None:
    """``queued | running → cancelled`` with every step that had not begun."""
    job.steps.filter(status__in=["waiting", "queued"]).update(status="cancelled", finished_at=now)
    _end(job, Job.Status.CANCELLED, now)


def _end(job: Job, status: Job.Status, now: datetime) -> None:
    job.status = status
    job.finished_at = now
    job.save(update_fields=["status", "finished_at", "error", "result", "result_mask", "verdict"])
    tell(
        job,
        JobFinished(
            job=str(job.id),
            status=job.status,
            verdict=job.verdict,
            result=job.result_id,
            error=job.error,
        ),
    )
    testify(job, JobChange.ENDED)


def end_step(
    job: Job,
    step: Step,
    status: str,
    *,
    outputs: Mapping[str, str] | None = None,
    reused: bool = False,
    error: str = "",
    seconds: float = 0.0,
) -> None:
    """Forget a step's previews, and tell watchers that it came to its end."""
    previews.forget(step)
    tell(
        job,
        StepFinished(
            job=str(job.id),
            step=str(step.id),
            index=step.index,
            stage=step.stage,
            status=status,
            outputs=dict(outputs or {}),
            reused=reused,
            error=error,
            seconds=round(seconds, 3),
        ),
    )
