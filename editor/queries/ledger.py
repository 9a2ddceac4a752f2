"""Reads of the ledger: entries page by page, and in what state the chain is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

from editor.guards.triggers import missing
from editor.ledger.append import tip
from editor.ledger.chain import Report
from editor.ledger.checking import check_stored, newest_head
from editor.ledger.heads import Head
from editor.models import LedgerCheck, LedgerEntry

ROWS_A_PAGE = 50
CHECKED_AT_ONCE = 50_000
"""Entries that a page may check while somebody waits for it: a second or two."""


@dataclass(frozen=True)
class LedgerWish:
    """Which entries to list; ``before`` is a number, for the page after the last one."""

    kind: str = ""
    person: str = ""
    project: str = ""
    subject: str = ""
    since: date | None = None
    until: date | None = None
    before: int | None = None


@dataclass(frozen=True)
class LedgerPage:
    """Entries, newest first, and the number to ask for the older ones with, if there are any."""

    rows: tuple[LedgerEntry, ...]
    older: int | None


@dataclass(frozen=True)
class ChainState:
    """The newest head, how far the ledger has come, what a check found, which guards are gone.

    ``report`` is None where too much is to be read for a page.
    """

    end: int
    head: Head | None
    report: Report | None
    guards_gone: tuple[str, ...]

    @property
    def is_intact(self) -> bool:
        """True when what was checked fits and every guard is in place."""
        return self.report is not None and self.report.is_intact and not self.guards_gone


@dataclass(frozen=True)
class ChainMemory:
    """What is known of the chain without reading it: its end, the newest head, the last checks."""

    end: int
    head: Head | None
    last: LedgerCheck | None
    last_whole: LedgerCheck | None
    kept_outside: bool

    @property
    def unsigned(self) -> int:
        """Entries that no stored head vouches for yet."""
        return self.end - (self.head.number if self.head is not None else 0)


def chain_memory() -> ChainMemory:
    """The chain's state as it was last found; four look-ups, however long the ledger is."""
    checks = LedgerCheck.objects.select_related("checked_by")
    return ChainMemory(
        end=tip().number,
        head=newest_head(),
        last=checks.first(),
        last_whole=checks.filter(whole=True).first(),
        kept_outside=bool(settings.LEDGER_HEADS_FOLDER),
    )


def ledger_page(wish: LedgerWish) -> LedgerPage:
    """One page of entries; constant work at any depth, since it begins at a number."""
    rows = list(asked_entries(wish).order_by("-number")[: ROWS_A_PAGE + 1])
    shown = tuple(rows[:ROWS_A_PAGE])
    return LedgerPage(shown, shown[-1].number if len(rows) > ROWS_A_PAGE else None)


def chain_state(*, whole: bool = False) -> ChainState:
    """Check the entries since the newest head, or the ``whole`` ledger."""
    head, end = newest_head(), tip().number
    since = None if whole else head
    unread = end - (since.number if since is not None else 0)
    report = check_stored(since=since) if unread <= CHECKED_AT_ONCE else None
    return ChainState(end=end, head=head, report=report, guards_gone=tuple(missing(connection)))


def asked_entries(wish: LedgerWish) -> QuerySet[LedgerEntry]:
    """The entries that a wish describes, in no order."""
    rows = LedgerEntry.objects.all()
    exact = {"kind": wish.kind, "actor": wish.person, "project": wish.project}
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if wish.subject:
        rows = rows.filter(subject=wish.subject)
    if wish.since is not None:
        rows = rows.filter(at__gte=wish.since.isoformat())
    if wish.until is not None:
        rows = rows.filter(at__lt=(wish.until + timedelta(days=1)).isoformat())
    if wish.before is not None:
        rows = rows.filter(number__lt=wish.before)
    return rows
