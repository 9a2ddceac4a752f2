"""Exports of the stored ledger."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from editor.ledger.chain import Point
from editor.ledger.checking import stored_heads
from editor.ledger.exports import lines
from editor.ledger.reading import entries
from editor.ledger.settings import configured_key


def exported(after: int = 0, until: int | None = None) -> Iterator[str]:
    """The lines of an export; raises ``ValueError`` for a beginning that is not there."""
    first = next(entries(connection, after=after - 1, until=after), None) if after else None
    if after and first is None:
        raise ValueError(f"There is no entry {after} to begin after: give the number of one.")
    start = Point() if first is None else Point(first.number, first.hash)
    heads = [
        head for head in stored_heads(since=start.number) if until is None or head.number <= until
    ]
    return lines(
        entries(connection, after=after, until=until),
        start=start,
        heads=heads,
        public_key=configured_key().public_key,
    )
