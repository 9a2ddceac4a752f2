"""How jobs and steps go on and end: a compare-and-set with its events, in one commit."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from jobs import dispatch, mentions
from jobs.endings import end_cancelled, end_done, end_failed, end_step
from jobs.events import JobCancelling, StepQueued
from jobs.leases import Claim, held, locked
from jobs.mentions import Named
from jobs.models import Job, Step, StepOutput
from jobs.progress import tell


@dataclass(frozen=True)
class Outcome:
    """What a finished step leaves: artifacts by role, its record's digest, its key.

    ``named`` is what people find the record by.
    """

    outputs: Mapping[str, str]
    record: str
    key: str
    seconds: float
    picture_changed: bool = True
    verdict: str = ""
    reused_from: Step | None = None
    named: Collection[Named] = ()


def complete(claim: Claim, outcome: Outcome) -> bool:
    """``running → done``; the next step is queued, or the job is over. False when lost.

    What the step delivered while it ran stands among the outputs already.
    """
    now = timezone.now()
    with locked(claim.job) as job:
        won = held(claim).update(
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
        delivered = set(claim.step.outputs.values_list("role", flat=True))
        StepOutput.objects.bulk_create(
            StepOutput(step=claim.step, role=role, artifact_id=digest)
            for role, digest in outcome.outputs.items()
            if role not in delivered
        )
        mentions.note(claim.step, outcome.named)
        end_step(
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
        won = held(claim).update(
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
        won = held(claim).update(status="cancelled", lease=None, lease_until=None, finished_at=now)
        if won:
            end_step(job, claim.step, "cancelled")
            end_cancelled(job, now)
    return bool(won)


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
    """``waiting → queued``, and a message to its queue once this is committed."""
    won = Step.objects.filter(id=step.id, status="waiting").update(
        status="queued", queued_at=now, sent_at=now
    )
    if not won:
        raise RuntimeError(f"Step {step.id} is not waiting.")
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
