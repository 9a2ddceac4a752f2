"""What each kind of event says: typed payloads, and the message a browser receives."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from jobs.models import Event
from jobs.stages.contract import Frozen


class PlannedStepEvent(Frozen):
    """A step as a watcher first hears of it."""

    step: str
    index: int
    stage: str
    title: str


class JobQueued(Frozen):
    job: str
    label: str
    recipe: str
    steps: tuple[PlannedStepEvent, ...]
    replay_of: str | None = None


class JobStarted(Frozen):
    job: str


class JobCancelling(Frozen):
    job: str


class JobFinished(Frozen):
    job: str
    status: str
    verdict: str
    result: str | None
    error: str


class StepQueued(Frozen):
    job: str
    step: str
    index: int
    stage: str


class StepStarted(Frozen):
    job: str
    step: str
    index: int
    stage: str
    attempt: int


class StepProgress(Frozen):
    job: str
    step: str
    index: int
    fraction: float
    note: str


class StepDelivered(Frozen):
    """A picture that a running step gave: ``facts`` is what its stage says of it."""

    job: str
    step: str
    index: int
    stage: str
    name: str
    artifact: str
    facts: dict[str, Any]


class StepFinished(Frozen):
    job: str
    step: str
    index: int
    stage: str
    status: str
    outputs: dict[str, str]
    reused: bool
    error: str
    seconds: float


class StepLost(Frozen):
    job: str
    step: str
    index: int
    attempt: int


KINDS: dict[type[Frozen], str] = {
    JobQueued: "job.queued",
    JobStarted: "job.started",
    JobCancelling: "job.cancelling",
    JobFinished: "job.finished",
    StepQueued: "step.queued",
    StepStarted: "step.started",
    StepProgress: "step.progress",
    StepDelivered: "step.delivered",
    StepFinished: "step.finished",
    StepLost: "step.lost",
}


class EventMessage(Frozen):
    """One event as it goes over the socket and the REST API."""

    number: int
    kind: str
    job: str | None
    payload: dict[str, Any]
    at: datetime


def message(event: Event) -> EventMessage:
    """A stored event as its message."""
    return EventMessage(
        number=event.number,
        kind=event.kind,
        job=str(event.job_id) if event.job_id else None,
        payload=event.payload,
        at=event.created_at,
    )
