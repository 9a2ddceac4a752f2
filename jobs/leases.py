"""Who may run a step: claimed, renewed, told of, and taken from a worker that fell silent."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from jobs import dispatch, previews
from jobs.endings import end_cancelled, end_failed, end_step
from jobs.events import JobStarted, StepLost, StepProgress, StepStarted
from jobs.models import Job, Step, Stream
from jobs.progress import tell

MAX_ATTEMPTS = 5


@dataclass(frozen=True)
class Claim:
    """The right to run one step, as long as its lease holds."""

    step: Step
    token: uuid.UUID

    @property
    def job(self) -> Job:
        """The step's job as it was when the step was claimed."""
        return self.step.job


@contextmanager
def locked(job: Job) -> Iterator[Job]:
    """The job's row, fresh and locked until the block's transaction ends.

    The stream's row is locked first, always: a transaction that changes several jobs of one
    stream then never waits for another that waits for it.
    """
    with transaction.atomic():
        Stream.objects.select_for_update().get(name=job.stream)
        yield Job.objects.select_for_update().get(id=job.id)


def claim(step_id: uuid.UUID, lease_seconds: float) -> Claim | None:
    """``queued → running``; None when the step is not waiting for a worker any more."""
    waiting = Step.objects.filter(id=step_id, status="queued")
    step = waiting.select_related("job__asked_by").first()
    if step is None:
        return None
    token, now = uuid.uuid4(), timezone.now()
    with locked(step.job) as job:
        if job.cancel_requested or job.is_over:
            return None
        step.attempts += 1
        won = waiting.update(
            status="running",
            lease=token,
            lease_until=now + timedelta(seconds=lease_seconds),
            attempts=step.attempts,
            started_at=now,
            progress=0.0,
            note="",
            error="",
        )
        if not won:
            return None
        if job.status == Job.Status.QUEUED:
            job.status = Job.Status.RUNNING
            job.started_at = job.started_at or now
            job.save(update_fields=["status", "started_at"])
            tell(job, JobStarted(job=str(job.id)))
        tell(
            job,
            StepStarted(
                job=str(job.id),
                step=str(step.id),
                index=step.index,
                stage=step.stage,
                attempt=step.attempts,
            ),
        )
    return Claim(step, token)


def renew(claim: Claim, lease_seconds: float) -> bool:
    """Extend the lease; False when it is no longer ours."""
    until = timezone.now() + timedelta(seconds=lease_seconds)
    return bool(held(claim).update(lease_until=until))


def tell_progress(
    claim: Claim, fraction: float, note: str, pictures: Mapping[str, bytes] | None = None
) -> None:
    """Keep and tell how far a step is, unless it was lost.

    ``pictures`` holds previews by name, as ``previews.encode`` gives them: the event is the
    hint to fetch them.
    """
    with locked(claim.job) as job:
        if held(claim).update(progress=fraction, note=note[:200]):
            previews.put(claim.step, pictures or {})
            tell(
                job,
                StepProgress(
                    job=str(job.id),
                    step=str(claim.step.id),
                    index=claim.step.index,
                    fraction=round(fraction, 4),
                    note=note[:200],
                ),
            )


def expire(step: Step, now: datetime, *, overdue: bool = False) -> bool:
    """Take a step from a worker that fell silent: to the queue, or to its end.

    ``running → queued``; ``cancelled`` when that was asked for; ``failed`` when it was lost
    ``MAX_ATTEMPTS`` times or its time was up (``overdue``). False when its worker renewed the
    lease or finished meanwhile.
    """
    with locked(step.job) as job:
        held = Step.objects.filter(
            id=step.id, status="running", lease=step.lease, lease_until__lt=now
        )
        if job.cancel_requested:
            if held.update(status="cancelled", lease=None, lease_until=None, finished_at=now):
                end_step(job, step, "cancelled")
                end_cancelled(job, now)
                return True
            return False
        if overdue or step.attempts >= MAX_ATTEMPTS:
            error = _loss(step, overdue)
            if held.update(
                status="failed", lease=None, lease_until=None, finished_at=now, error=error
            ):
                end_failed(job, step, error)
                return True
            return False
        if not held.update(
            status="queued",
            lease=None,
            lease_until=None,
            queued_at=now,
            sent_at=now,
            progress=0.0,
            note="",
        ):
            return False
        previews.forget(step)
        tell(
            job,
            StepLost(job=str(job.id), step=str(step.id), index=step.index, attempt=step.attempts),
        )
        dispatch.send_on_commit(step)
    return True


def _loss(step: Step, overdue: bool) -> str:
    if overdue:
        return (
            f"{step.stage} ran past its time limit and its worker stopped answering. "
            "Try a smaller picture, then retry the job."
        )
    return (
        f"The worker running {step.stage} was lost {step.attempts} times. "
        "It may be out of memory: try a smaller picture, then retry the job."
    )


def held(claim: Claim) -> QuerySet[Step]:
    """The step's row as long as the claim's lease is on it; no row when it was lost."""
    return Step.objects.filter(id=claim.step.id, status="running", lease=claim.token)
