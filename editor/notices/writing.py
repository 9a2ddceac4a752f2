"""Notices are written in the transaction of what they tell, one for each person it concerns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from editor.models import MailChoice, Notice, NoticeMail, Project
from editor.own import notices_of, seeing, stream_of
from jobs import progress

LONGEST_NAME = 120
ADDED, READ = "notice.added", "notice.read"
"""The kinds of events on a person's own stream."""


@dataclass(frozen=True)
class Telling:
    """What is told: a sentence, the page that it leads to, and somebody's own words."""

    kind: Notice.Kind
    words: str
    page: str
    detail: str = ""


def notify(*, project: Project, to: Iterable[int], told: Telling, by: User | None = None) -> None:
    """Tell these people, by their numbers, but neither ``by`` nor who may not see the project.

    Call it after what else the transaction writes and before its entry in the ledger: streams are
    locked in one order, the project's first, then people's by their numbers, so that decisions of
    several projects about the same people never wait for each other in a ring.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("notify() tells of a change: call it inside the change's transaction.")
    asked = set(to) - ({by.pk} if by is not None else set())
    people = list(seeing(project).filter(pk__in=asked).order_by("pk"))
    if not people:
        return
    choices = {choice.person_id: choice for choice in MailChoice.objects.filter(person__in=people)}
    progress.hold(project.stream)
    for person in people:
        progress.hold(stream_of(person))
        notice = Notice.objects.create(
            person=person,
            project=project,
            kind=told.kind,
            words=told.words,
            detail=told.detail,
            page=told.page,
            mail=_mail(person, choices.get(person.pk), told.kind),
        )
        tell(person, ADDED, notice.pk)


def tell(person: User, kind: str, number: int) -> None:
    """Tell a person's open pages how many notices are unread now."""
    unread = notices_of(person).filter(read_at__isnull=True).count()
    payload = {"notice": number, "unread": unread}
    progress.publish(stream=stream_of(person), kind=kind, payload=payload)


def wants(choice: MailChoice | None, kind: str) -> bool:
    """Whether a person wants this kind of notice by e-mail."""
    return choice is None or (choice.on and kind not in choice.left_out)


def named(name: str) -> str:
    """A name within a sentence: on one line, and not endless."""
    line = " ".join(name.split())
    return line if len(line) <= LONGEST_NAME else line[: LONGEST_NAME - 1] + "…"


def _mail(person: User, choice: MailChoice | None, kind: str) -> NoticeMail | None:
    """The e-mail that gathers this person's notices now, if this one is to be sent at all."""
    if not settings.EMAIL_CONFIGURED or not person.email or not wants(choice, kind):
        return None
    # Locked, so that it is not claimed and sent while this notice joins it.
    gathering = NoticeMail.objects.select_for_update().filter(
        person=person, status=NoticeMail.Status.WAITING, tries=0
    )
    due_at = timezone.now() + timedelta(seconds=settings.NOTICE_MAIL_SECONDS)
    return gathering.first() or NoticeMail.objects.create(person=person, due_at=due_at)
