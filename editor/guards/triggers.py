"""Guards as triggers of a database: put in place, lifted while tables are rebuilt, looked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import NotSupportedError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from editor.guards.dialects import DIALECTS, Dialect
from editor.guards.rules import GUARDS, Guard


@contextmanager
def lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Take every guard away for the block and put all of them back after it, failed or not.

    SQLite forgets a table's triggers when a migration rebuilds it, and refuses to rebuild one
    that another's trigger speaks of.
    """
    lift(connection)
    try:
        yield
    finally:
        put(connection)


def put(connection: BaseDatabaseWrapper) -> None:
    """Put every guard in place whose tables are there, instead of those that were."""
    tables = set(connection.introspection.table_names())
    dialect = _dialect(connection)
    with transaction.atomic(using=connection.alias):
        lift(connection)
        for guard in _wanted(dialect):
            if tables_of(guard) <= tables:
                _run(connection, dialect.create(guard))


def lift(connection: BaseDatabaseWrapper) -> None:
    """Take away whatever guards there are, those of other versions too."""
    dialect = _dialect(connection)
    for name, trigger in dialect.found(connection).items():
        _run(connection, dialect.drop(name, trigger.table))


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of the guards that are not in place as they should be."""
    dialect = _dialect(connection)
    found = dialect.found(connection)
    return [
        guard.name for guard in _wanted(dialect) if found.get(guard.name) != dialect.trigger(guard)
    ]


def tables_of(guard: Guard) -> set[str]:
    """The tables that a guard stands on or speaks of."""
    return {guard.table, *re.findall(r"(?:FROM|JOIN) (\w+)", guard.when)}


def _wanted(dialect: Dialect) -> list[Guard]:
    return [guard for guard in GUARDS.values() if dialect.has(guard)]


def _dialect(connection: BaseDatabaseWrapper) -> Dialect:
    if connection.vendor not in DIALECTS:
        raise NotSupportedError(
            f"There are no guards for {connection.vendor}: use SQLite or PostgreSQL."
        )
    return DIALECTS[connection.vendor]


def _run(connection: BaseDatabaseWrapper, statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
