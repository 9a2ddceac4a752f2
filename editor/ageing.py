"""What has served its time: sessions that ended, and what people read long ago; for the steward."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db.models import Model, QuerySet
from django.utils import timezone

from editor.models import Notice, NoticeMail

logger = logging.getLogger(__name__)

SECONDS_BETWEEN = 6 * 3600.0
KEPT = timedelta(days=90)
"""How long a notice stays once it was read, and what is known of an e-mail once it ended."""
MOST_AT_ONCE = 500
"""Rows in one statement: nobody who writes meanwhile waits for long."""

_last = float("-inf")


def remove_when_due() -> None:
    """Remove what has aged, a few times a day; a chore of the steward."""
    global _last  # noqa: PLW0603 - one process, one clock
    if time.monotonic() - _last < SECONDS_BETWEEN:
        return
    removed = remove_aged(timezone.now())
    _last = time.monotonic()
    if removed:
        logger.info("Removed %d sessions, notices and e-mails that had aged.", removed)


def remove_aged(now: datetime) -> int:
    """Remove sessions that ended, and notices and e-mails of long ago; how many.

    Notices that nobody read stay. None of it is in the ledger: a session's beginning and its early
    end are, and no notice ever was.
    """
    return sum(_removed(rows) for rows in _aged(now))


def _aged(now: datetime) -> Iterator[QuerySet[Session] | QuerySet[Notice] | QuerySet[NoticeMail]]:
    yield Session.objects.filter(expire_date__lt=now)
    yield Notice.objects.filter(read_at__lt=now - KEPT)
    yield NoticeMail.objects.filter(ended_at__lt=now - KEPT)


def _removed(rows: QuerySet[Model]) -> int:
    count = 0
    while some := list(rows.order_by("pk").values_list("pk", flat=True)[:MOST_AT_ONCE]):
        rows.filter(pk__in=some).delete()
        count += len(some)
    return count
