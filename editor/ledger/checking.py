"""Checks the stored ledger against the heads in the database and those that were kept."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from editor.ledger.chain import Point, Report, check
from editor.ledger.heads import Head
from editor.ledger.reading import entries
from editor.ledger.settings import configured_key
from editor.models import LedgerHead


def check_stored(*, since: Head | None = None, kept: Sequence[Head] = ()) -> Report:
    """Check every entry; with ``since`` only those after that head's.

    That the entry of ``since`` still is what was signed is checked too; what lies before it
    then follows from the chain only for whoever checked it when the head was signed.
    """
    key = configured_key()
    start = Point() if since is None else _stored_at(since.number)
    heads = [*kept, *stored_heads(start.number)]
    return check(
        entries(connection, after=start.number),
        start=start,
        heads=heads if since is None else [since, *heads],
        public_key=key.public_key,
        seal_key=key.seal_key,
    )


def stored_heads(since: int = 0) -> list[Head]:
    """The heads in the database from an entry on, as they stand there: tampered ones too."""
    rows = LedgerHead.objects.filter(number__gte=since).order_by("number")
    return [_as_head(row) for row in rows]


def newest_head() -> Head | None:
    """The last head that was signed."""
    row = LedgerHead.objects.order_by("-number").first()
    return None if row is None else _as_head(row)


def first_head_from(number: int) -> Head | None:
    """The first head of an entry or a later one."""
    row = LedgerHead.objects.filter(number__gte=number).order_by("number").first()
    return None if row is None else _as_head(row)


def _as_head(row: LedgerHead) -> Head:
    """Not validated: a tampered row is a finding of the check, not an error before it."""
    return Head.model_construct(
        number=row.number,
        hash=row.hash,
        at=row.at,
        public_key=row.public_key,
        signature=row.signature,
    )


def _stored_at(number: int) -> Point:
    """The point of the chain at an entry; one that is gone has a hash that no head agrees with."""
    own = next(entries(connection, after=number - 1, until=number), None)
    return Point(number, "" if own is None else own.hash)
