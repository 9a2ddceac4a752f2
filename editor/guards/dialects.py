"""How each database says a guard: its triggers' SQL, and which of them are there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from django.db.backends.base.base import BaseDatabaseWrapper

from editor.guards.rules import Change, Guard

PREFIX = "guard_"


@dataclass(frozen=True)
class Trigger:
    """A trigger as the database has it: its table, what it runs, and whether it is switched on."""

    table: str
    text: str
    is_on: bool = True


class Dialect(Protocol):
    """One database's way."""

    def has(self, guard: Guard) -> bool:
        """Whether the change that it stands before exists here."""
        ...

    def trigger(self, guard: Guard) -> Trigger:
        """The trigger as ``found`` would give it."""
        ...

    def create(self, guard: Guard) -> Sequence[str]:
        """The statements that put a guard in place."""
        ...

    def drop(self, name: str, table: str) -> Sequence[str]:
        """The statements that take a guard away."""
        ...

    def found(self, connection: BaseDatabaseWrapper) -> dict[str, Trigger]:
        """The guards' triggers that are there, by the guards' names."""
        ...


class Sqlite:
    """SQLite: the condition stands in the trigger's WHEN."""

    def has(self, guard: Guard) -> bool:
        return guard.change != Change.TRUNCATE

    def trigger(self, guard: Guard) -> Trigger:
        (text,) = self.create(guard)
        return Trigger(guard.table, text)

    def create(self, guard: Guard) -> Sequence[str]:
        when = f" WHEN {guard.when}" if guard.when else ""
        return (
            f"CREATE TRIGGER {PREFIX}{guard.name} BEFORE {guard.change} ON {guard.table}{when} "
            f"BEGIN SELECT RAISE(ABORT, {quoted(guard.words)}); END",
        )

    def drop(self, name: str, table: str) -> Sequence[str]:
        return (f"DROP TRIGGER IF EXISTS {PREFIX}{name}",)

    def found(self, connection: BaseDatabaseWrapper) -> dict[str, Trigger]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
            rows = cursor.fetchall()
        return {
            name.removeprefix(PREFIX): Trigger(table, text)
            for name, table, text in rows
            if name.startswith(PREFIX)
        }


class Postgresql:
    """PostgreSQL: a function of its own for each guard, since WHEN may not look at other rows."""

    def has(self, guard: Guard) -> bool:
        return True

    def trigger(self, guard: Guard) -> Trigger:
        return Trigger(guard.table, self._body(guard))

    def create(self, guard: Guard) -> Sequence[str]:
        name = PREFIX + guard.name
        each = "STATEMENT" if guard.change == Change.TRUNCATE else "ROW"
        return (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql "
            f"AS $guard${self._body(guard)}$guard$",
            f"CREATE TRIGGER {name} BEFORE {guard.change} ON {guard.table} "
            f"FOR EACH {each} EXECUTE FUNCTION {name}()",
        )

    def drop(self, name: str, table: str) -> Sequence[str]:
        return (
            f"DROP TRIGGER IF EXISTS {PREFIX}{name} ON {table}",
            f"DROP FUNCTION IF EXISTS {PREFIX}{name}()",
        )

    def found(self, connection: BaseDatabaseWrapper) -> dict[str, Trigger]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT tgname, relname, prosrc, tgenabled <> 'D' FROM pg_trigger "
                "JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_proc ON pg_proc.oid = tgfoid "
                "WHERE NOT tgisinternal AND pg_table_is_visible(tgrelid)"
            )
            rows = cursor.fetchall()
        return {
            name.removeprefix(PREFIX): Trigger(table, text, is_on)
            for name, table, text, is_on in rows
            if name.startswith(PREFIX)
        }

    def _body(self, guard: Guard) -> str:
        refuse = (
            f"RAISE EXCEPTION USING MESSAGE = {quoted(guard.words)}, "
            "ERRCODE = 'integrity_constraint_violation';"
        )
        if not guard.when:
            return f"BEGIN {refuse} END"
        # In brackets, so that a THEN of the condition's own CASE does not end it.
        return f"BEGIN IF ({guard.when}) THEN {refuse} END IF; RETURN NEW; END"


def quoted(text: str) -> str:
    """A text as an SQL literal."""
    doubled = text.replace("'", "''")
    return f"'{doubled}'"


DIALECTS: dict[str, Dialect] = {"sqlite": Sqlite(), "postgresql": Postgresql()}
"""By Django's name for the database."""
