"""Writes on a person's sessions: known while they last, ended one by one or all others at once."""

from __future__ import annotations

import time
from datetime import timedelta
from enum import StrEnum

from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.http import HttpRequest
from django.utils import timezone

from editor import access
from editor.actions.errors import NotHere
from editor.ledger.account_kinds import SessionsEnded
from editor.ledger.append import append
from editor.models import BrowserSession
from editor.visitors import address_of, browser_of

SEEN_AGAIN_AFTER = timedelta(minutes=5)
"""A session is written at most so often, so that reading does not mean writing."""
KNOWN = "known"
"""In the session itself: under which key it was written down, and when last."""


class Cause(StrEnum):
    """Why sessions ended."""

    ASKED = "asked"
    PASSWORD = "password"  # noqa: S105 - a word


def note_session(request: HttpRequest) -> None:
    """Write down who is signed in with what browser, unless that was done just now.

    A session gets another key when its person signs in or changes their password.
    """
    key = request.session.session_key
    if key is None or not isinstance(request.user, User):
        return
    known_key, written = request.session.get(KNOWN, ("", 0.0))
    now = time.time()
    if known_key == key and now - written < SEEN_AGAIN_AFTER.total_seconds():
        return
    # Whoever is ended at this very moment is not written down again.
    if not Session.objects.filter(pk=key).exists():
        return
    where = address_of(request)
    row = BrowserSession(
        person=request.user, session_id=key, browser=browser_of(request), address=where
    )
    seen = BrowserSession.objects.filter(session=key, person=request.user)
    if not seen.update(seen_at=row.seen_at, address=where, browser=row.browser):
        BrowserSession.objects.bulk_create([row], ignore_conflicts=True)
    request.session[KNOWN] = (key, now)


@transaction.atomic
def end_session(*, person: User, session_id: str) -> BrowserSession:
    """Sign one of the person's browsers out; ``NotHere`` when they have no such session."""
    pk = access.uuid_of(session_id)
    found = BrowserSession.objects.filter(person=person, pk=pk).first() if pk else None
    if found is None:
        raise NotHere("You have no such session; it may have ended by itself.", "session")
    _end(person, Session.objects.filter(pk=found.session_id), Cause.ASKED)
    return found


@transaction.atomic
def end_other_sessions(*, person: User, kept: str | None, cause: Cause = Cause.ASKED) -> int:
    """Sign all of the person's browsers out but the one with the key ``kept``; how many."""
    others = Session.objects.filter(browser__person=person).exclude(pk=kept)
    return _end(person, others, cause)


def _end(person: User, sessions: models.QuerySet[Session], cause: Cause) -> int:
    now = timezone.now()
    ended = list(sessions.filter(expire_date__gt=now).values_list("pk", flat=True))
    sessions.delete()
    if ended:
        append(
            by=person,
            project=None,
            subject=f"person:{person.pk}",
            body=SessionsEnded(count=len(ended), cause=cause.value),
        )
    return len(ended)
