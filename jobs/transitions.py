"""Every change of a job's or step's status: a compare-and-set with its events, in one commit."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from jobs import dispatch
from jobs.endings import end_cancelled, end_done, end_failed, tell_step_finished
from jobs.events import (
    JobCancelling,
    JobStarted,
    StepLost,
    StepProgress,
    StepQueued,
    StepStarted,
)
from jobs.models import Job, Step, StepOutput, Stream
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


@dataclass(frozen=True)
class Outcome:
    """What a finished step leaves: artifacts by role, its record's digest, its key."""

    outputs: Mapping[str, str]
    record: str
    key: str
    seconds: float
    picture_changed: bool = True
    verdict: str = ""
    reused_from: Step | None = None


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
    return bool(_held(claim).update(lease_until=until))


def complete(claim: Claim, outcome: Outcome) -> bool:
    """``running → done``; the next step is queued, or the job is over. False when lost."""
    now = timezone.now()
    with locked(claim.job) as job:
        won = _held(claim).update(
            status="done",
            lease=None,
            lease_until=None,
            finished_at=now,
            progress=1.0,
            key=outcome.key,
            record_id=outcome.record,
            reused_from=outcome.reused_from,
        )
        if not won:
            return False
        StepOutput.objects.bulk_create(
            StepOutput(step=claim.step, role=role, artifact_id=digest)
            for role, digest in outcome.outputs.items()
        )
        tell_step_finished(
            job,
            claim.step,
            "done",
            outputs=outcome.outputs,
            reused=outcome.reused_from is not None,
            seconds=outcome.seconds,
        )
        verdict = judged(job.verdict, outcome)
        if verdict != job.verdict:
            job.verdict = verdict
            job.save(update_fields=["verdict"])
        following = job.steps.filter(index=claim.step.index + 1).first()
        if job.cancel_requested:
            end_cancelled(job, now)
        elif following is not None:
            queue_step(job, following, now)
        else:
            end_done(job, outcome.outputs, now)
    return True


def fail(claim: Claim, error: str) -> bool:
    """``running → failed``, and the job with it. False when the lease was lost."""
    with locked(claim.job) as job:
        won = _held(claim).update(
            status="failed",
            lease=None,
            lease_until=None,
            finished_at=timezone.now(),
            error=error,
        )
        if won:
            end_failed(job, claim.step, error)
    return bool(won)


def stop(claim: Claim) -> bool:
    """``running → cancelled`` after the job's cancel was asked for. False when lost."""
    now = timezone.now()
    with locked(claim.job) as job:
        if not job.cancel_requested:
            return False
        won = _held(claim).update(status="cancelled", lease=None, lease_until=None, finished_at=now)
        if won:
            tell_step_finished(job, claim.step, "cancelled")
            end_cancelled(job, now)
    return bool(won)


def tell_progress(claim: Claim, fraction: float, note: str) -> None:
    """Keep and tell how far a step is, unless it was lost."""
    with locked(claim.job) as job:
        if _held(claim).update(progress=fraction, note=note[:200]):
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
                tell_step_finished(job, step, "cancelled")
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
        tell(
            job,
            StepLost(job=str(job.id), step=str(step.id), index=step.index, attempt=step.attempts),
        )
        dispatch.send_on_commit(step)
    return True


def request_cancel(job: Job) -> Job | None:
    """Cancel at once what waits, and ask what runs to stop; None when the job is over."""
    now = timezone.now()
    with locked(job) as fresh:
        if fresh.is_over:
            return None
        if fresh.cancel_requested:
            return fresh
        fresh.cancel_requested = True
        fresh.save(update_fields=["cancel_requested"])
        if fresh.steps.filter(status="running").exists():
            tell(fresh, JobCancelling(job=str(fresh.id)))
        else:
            end_cancelled(fresh, now)
    return fresh


def queue_step(job: Job, step: Step, now: datetime) -> None:
    """``waiting | failed → queued``, and a message to its queue once this is committed."""
    won = Step.objects.filter(id=step.id, status__in=["waiting", "failed"]).update(
        status="queued", queued_at=now, sent_at=now, attempts=0, error="", progress=0.0, note=""
    )
    if not won:
        raise RuntimeError(f"Step {step.id} is neither waiting nor failed.")
    announce_queued(job, step)


def announce_queued(job: Job, step: Step) -> None:
    """Tell that a step waits for a worker, and send for one."""
    tell(
        job,
        StepQueued(job=str(job.id), step=str(step.id), index=step.index, stage=step.stage),
    )
    dispatch.send_on_commit(step)


def judged(before: str, outcome: Outcome) -> str:
    """A job's verdict after one more step.

    A failed gate is never forgotten; a passed one holds only for the picture it looked at.
    """
    if "fail" in {before, outcome.verdict}:
        return "fail"
    return outcome.verdict or ("" if outcome.picture_changed else before)


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


def _held(claim: Claim) -> QuerySet[Step]:
    return Step.objects.filter(id=claim.step.id, status="running", lease=claim.token)
