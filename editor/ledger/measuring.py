"""How fast a long ledger is written, checked and exported, and in how much memory."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler

from editor.ledger.append import following, moment
from editor.ledger.chain import Point, check
from editor.ledger.entry import COLUMNS, Entry, canonical
from editor.ledger.exports import lines, parsed
from editor.ledger.keys import LedgerKey
from editor.ledger.reading import entries
from editor.models import LedgerEntry

ROWS_A_BATCH = 5000
BEGAN = datetime(2026, 11, 26, tzinfo=UTC)
WARM_UP = 10_000
"""Entries that are checked first, so that what is loaded once does not count as growth."""


@dataclass(frozen=True)
class Rate:
    """Entries a second: of time that passed, and of time that the processor gave to it."""

    passed: float
    worked: float


@dataclass(frozen=True)
class Measured:
    """Rates, and bytes: of the database, and by which the process's peak grew while reading."""

    rows: int
    written: Rate
    checked: Rate
    exported: Rate
    checked_export: Rate
    database_bytes: int
    growth_bytes: int


def measure(rows: int, folder: Path) -> Measured:
    """Write a ledger of so many entries into a database of its own in a folder, and check it.

    Raises ``RuntimeError`` when the check does not find it intact.
    """
    key = LedgerKey(Ed25519PrivateKey.generate())
    database, export = folder / "ledger.sqlite3", folder / "ledger.jsonl"
    connection = _database(database)
    try:
        written = _rate(rows, lambda: _write(connection, key, rows))
        check(entries(connection, until=WARM_UP), public_key=key.public_key, seal_key=key.seal_key)
        before = _peak()
        checked = _rate(rows, lambda: _check(entries(connection), key, rows, sealed=True))
        exported = _rate(rows, lambda: _export(connection, key, export))
        checked_export = _rate(rows, lambda: _check_export(export, key, rows))
        growth = _peak() - before
    finally:
        connection.close()
    return Measured(
        rows=rows,
        written=written,
        checked=checked,
        exported=exported,
        checked_export=checked_export,
        database_bytes=database.stat().st_size,
        growth_bytes=growth,
    )


def _database(path: Path) -> BaseDatabaseWrapper:
    """A new SQLite file with the ledger's table and indexes, and no guards."""
    settings = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path)}
    connection: BaseDatabaseWrapper = ConnectionHandler({"default": settings})["default"]
    with connection.schema_editor() as editor:
        editor.create_model(LedgerEntry)
    return connection


def _made(key: LedgerKey, rows: int) -> Iterator[Entry]:
    """Entries of the length that uploads have."""
    before = Point()
    for number in range(1, rows + 1):
        entry = following(
            before,
            key,
            at=moment(BEGAN + timedelta(seconds=number)),
            kind="candidate.added",
            actor_id=number % 50,
            actor=f"person-{number % 50}",
            project=f"{number % 20:036}",
            subject=f"candidate:{number:036}",
            body=canonical(
                {"exploration": "", "name": "photo.png", "original": "0" * 64, "picture": "1" * 64}
            ),
        )
        before = Point(entry.number, entry.hash)
        yield entry


def _write(connection: BaseDatabaseWrapper, key: LedgerKey, rows: int) -> None:
    marks = ", ".join(["%s"] * len(COLUMNS))
    statement = (
        f"INSERT INTO {LedgerEntry._meta.db_table} ({', '.join(COLUMNS)}) "  # noqa: S608 - constants
        f"VALUES ({marks})"
    )
    made = _made(key, rows)
    while batch := [tuple(entry) for entry in islice(made, ROWS_A_BATCH)]:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.executemany(statement, batch)
            cursor.execute("COMMIT")


def _check(read: Iterable[Entry], key: LedgerKey, rows: int, *, sealed: bool) -> None:
    report = check(read, public_key=key.public_key, seal_key=key.seal_key if sealed else None)
    if not report.is_intact or report.entries != rows:
        raise RuntimeError(f"{report.entries} of {rows} entries were read: {report.findings[:3]}")


def _export(connection: BaseDatabaseWrapper, key: LedgerKey, path: Path) -> None:
    with path.open("w", encoding="ascii") as file:
        file.writelines(
            lines(entries(connection), start=Point(), heads=(), public_key=key.public_key)
        )


def _check_export(path: Path, key: LedgerKey, rows: int) -> None:
    with path.open(encoding="ascii") as file:
        _check(parsed(file).entries, key, rows, sealed=False)


def _rate(rows: int, act: Callable[[], None]) -> Rate:
    began, worked = time.perf_counter(), time.process_time()
    act()
    return Rate(rows / (time.perf_counter() - began), rows / (time.process_time() - worked))


def _peak() -> int:
    """The most memory that this process has held so far, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
