"""Reads of what a person was told: unread first, page by page, and how many are unread."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import BooleanField, ExpressionWrapper, Q

from editor.models import MailChoice, Notice
from editor.own import notices_of, stream_of
from jobs import progress

ROWS_A_PAGE = 30


@dataclass(frozen=True)
class Bell:
    """How many notices are unread, and from which event on that has to be kept up."""

    stream: str
    after: int
    unread: int


@dataclass(frozen=True)
class Cursor:
    """The last notice of the page before."""

    is_read: bool
    number: int


@dataclass(frozen=True)
class NoticePage:
    """Notices, unread ones first and each part newest first; ``older`` continues after them."""

    rows: tuple[Notice, ...]
    older: Cursor | None


@dataclass(frozen=True)
class MailWish:
    """One kind of notice, and whether it is sent by e-mail."""

    kind: str
    title: str
    wanted: bool


@dataclass(frozen=True)
class MailState:
    """What a person gets by e-mail, and what keeps the studio from sending it."""

    on: bool
    wishes: tuple[MailWish, ...]
    address: str
    sends: bool


def bell(person: User) -> Bell:
    """The number first, so that no event after the count is missed."""
    after = progress.last_number(stream_of(person))
    unread = notices_of(person).filter(read_at__isnull=True).count()
    return Bell(stream_of(person), after, unread)


def notice_page(person: User, after: Cursor | None) -> NoticePage:
    """One page; constant work at any depth, since it begins at a number."""
    is_read = ExpressionWrapper(Q(read_at__isnull=False), output_field=BooleanField())
    rows = notices_of(person).annotate(is_read=is_read)
    if after is not None:
        later = Q(is_read=after.is_read, pk__lt=after.number)
        rows = rows.filter(later if after.is_read else later | Q(is_read=True))
    found = list(rows.order_by("is_read", "-pk")[: ROWS_A_PAGE + 1])
    shown = tuple(found[:ROWS_A_PAGE])
    if len(found) <= ROWS_A_PAGE:
        return NoticePage(shown, None)
    return NoticePage(shown, Cursor(shown[-1].read_at is not None, shown[-1].pk))


def mail_state(person: User) -> MailState:
    """What stands on the account page."""
    choice = MailChoice.objects.filter(person=person).first()
    left_out = choice.left_out if choice is not None else []
    wishes = (
        MailWish(kind.value, str(kind.label), kind.value not in left_out) for kind in Notice.Kind
    )
    return MailState(
        on=choice is None or choice.on,
        wishes=tuple(wishes),
        address=person.email,
        sends=bool(settings.EMAIL_CONFIGURED),
    )
