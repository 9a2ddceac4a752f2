"""Looks after what workers let fall: lost leases, lost messages, leftover files."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError
from django.db.models import F, Q
from django.utils import timezone
from django.utils.module_loading import import_string

from jobs import artifacts, dispatch, leases
from jobs.models import Step
from jobs.stage_registry import known_stages

logger = logging.getLogger(__name__)

RESEND_BUSY_AFTER = timedelta(minutes=10)
LEFTOVER_AFTER = timedelta(days=1)
SECONDS_BETWEEN_SWEEPS = 6 * 3600.0
MOST_AT_ONCE = 100


def look(now: datetime) -> None:
    """Do once whatever needs doing; several stewards do no harm to each other."""
    for step in lost(now):
        if leases.expire(step, now, overdue=_is_overdue(step)):
            logger.warning("Step %s was taken from a silent worker.", step.id)
    for step in unheard(now):
        if Step.objects.filter(id=step.id, status="queued", sent_at=step.sent_at).update(
            sent_at=now
        ):
            dispatch.send(step)


def chores() -> list[Callable[[], None]]:
    """What the setting ``JOBS_CHORES`` names by dotted paths: done at every look."""
    return [import_string(path) for path in getattr(settings, "JOBS_CHORES", ())]


def lost(now: datetime) -> list[Step]:
    """Running steps whose lease ran out."""
    expired = Step.objects.filter(status="running", lease_until__lt=now)
    return list(expired.select_related("job").order_by("lease_until")[:MOST_AT_ONCE])


def unheard(now: datetime) -> list[Step]:
    """Queued steps whose message seems to be lost.

    While a queue's workers are busy a step may rightly wait for long, and sending again
    would only pile up messages; on an idle queue a lease's length is long enough.
    """
    busy = (
        Step.objects.filter(Q(status="running") | Q(started_at__gt=_heard_since(now)))
        .values_list("queue", flat=True)
        .distinct()
    )
    silent = Step.objects.filter(status="queued").filter(
        Q(sent_at__lt=now - RESEND_BUSY_AFTER)
        | (Q(sent_at__lt=_heard_since(now)) & ~Q(queue__in=list(busy)))
    )
    return list(silent.order_by(F("sent_at").asc())[:MOST_AT_ONCE])


def _heard_since(now: datetime) -> datetime:
    return now - timedelta(seconds=settings.JOBS_LEASE_SECONDS)


def _is_overdue(step: Step) -> bool:
    """True when its worker was last heard of past the limit; a studio's night off is no work."""
    stage = known_stages().get(step.stage)
    if stage is None or step.started_at is None or step.lease_until is None:
        return False
    return step.lease_until - step.started_at > timedelta(seconds=stage.timeout)


def run_forever(should_stop: Callable[[], bool]) -> None:
    """Look three times a lease until told to stop; a database that is away is waited for."""
    swept = float("-inf")
    while not should_stop():
        try:
            look(timezone.now())
            for chore in chores():
                chore()
            if time.monotonic() - swept > SECONDS_BETWEEN_SWEEPS:
                removed = artifacts.sweep(timezone.now() - LEFTOVER_AFTER)
                swept = time.monotonic()
                if removed:
                    logger.info("Removed %d files that no artifact speaks of.", removed)
        except (DatabaseError, OSError):
            logger.exception("The database or the storage is away; the steward tries again.")
        time.sleep(settings.JOBS_LEASE_SECONDS / 3)
