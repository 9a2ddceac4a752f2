"""Reads of where a person is signed in."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils import timezone

from editor.models import BrowserSession


def sessions_of(person: User) -> QuerySet[BrowserSession]:
    """The browsers that a person is signed in with now, the one seen last first."""
    return BrowserSession.objects.filter(person=person, session__expire_date__gt=timezone.now())
