"""Events: numbered without gaps in the transaction that they tell of, then hinted at."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from jobs.events import KINDS
from jobs.hints import hint
from jobs.models import Event, Job, Stream
from jobs.stages.contract import Frozen


def publish(*, stream: str, kind: str, payload: Mapping[str, Any], job: Job | None = None) -> Event:
    """Add the stream's next event; must be called inside the transaction it belongs to.

    The stream's row stays locked until that transaction ends, so numbers appear to readers
    in order and a rolled-back one leaves no gap.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("publish() tells of a change: call it inside the change's transaction.")
    updated = Stream.objects.filter(name=stream).update(last_number=F("last_number") + 1)
    if not updated:
        Stream.objects.get_or_create(name=stream)
        Stream.objects.filter(name=stream).update(last_number=F("last_number") + 1)
    number = Stream.objects.values_list("last_number", flat=True).get(name=stream)
    event = Event.objects.create(
        stream_id=stream, number=number, kind=kind, payload=dict(payload), job=job
    )
    transaction.on_commit(lambda: hint(group_of(stream)), robust=True)
    return event


def hold(stream: str) -> None:
    """Lock a stream until the transaction ends, as ``publish`` does; a new one is begun."""
    Stream.objects.get_or_create(name=stream)
    Stream.objects.select_for_update().get(name=stream)


def tell(job: Job, payload: Frozen) -> Event:
    """Publish one of the engine's own events on its job's stream."""
    return publish(
        stream=job.stream,
        kind=KINDS[type(payload)],
        payload=payload.model_dump(mode="json"),
        job=job,
    )


def events_after(stream: str, number: int) -> QuerySet[Event]:
    """A stream's events above a number, in order."""
    return Event.objects.filter(stream_id=stream, number__gt=number).order_by("number")


def last_number(stream: str) -> int:
    """The number of a stream's newest event; 0 when there is none."""
    return Stream.objects.filter(name=stream).values_list("last_number", flat=True).first() or 0


def group_of(stream: str) -> str:
    """The channel layer's group for a stream: its rules allow few characters, a digest fits."""
    return "stream." + hashlib.sha256(stream.encode()).hexdigest()[:40]
