"""The ledger's rows as entries, a page at a time, whatever a tampered row may hold."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.backends.base.base import BaseDatabaseWrapper

from editor.ledger.entry import COLUMNS, Entry
from editor.models import LedgerEntry

ROWS_A_PAGE = 5000
LEAST, MOST = -(2**63), 2**63 - 1


def entries(
    connection: BaseDatabaseWrapper, *, after: int = 0, until: int | None = None
) -> Iterator[Entry]:
    """Entries by number, those after ``after`` and up to ``until``.

    Read by key and not by a cursor that stays open, so that nothing is locked or held in memory
    however long the reader takes. Rows from before the first number are given too: a tampered
    table may hold them.
    """
    statement = (
        f"SELECT {', '.join(COLUMNS)} FROM {LedgerEntry._meta.db_table} "  # noqa: S608 - constants
        f"WHERE number > %s AND number <= %s ORDER BY number LIMIT {ROWS_A_PAGE}"
    )
    last, furthest = after or LEAST, MOST if until is None else until
    while True:
        with connection.cursor() as cursor, undecoded(connection):
            cursor.execute(statement, [last, furthest])
            rows = cursor.fetchall()
        yield from map(Entry._make, rows)
        if len(rows) < ROWS_A_PAGE:
            return
        last = rows[-1][0]


@contextmanager
def undecoded(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Read text that is no UTF-8 as what it is, instead of failing; SQLite stores any bytes."""
    if connection.vendor != "sqlite":
        yield
        return
    driver = connection.connection
    before = driver.text_factory
    driver.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
    try:
        yield
    finally:
        driver.text_factory = before
