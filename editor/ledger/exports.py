"""The ledger as JSON Lines: a header, the heads, the entries in order, and how many there were."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import ValidationError

from editor.ledger.chain import Point
from editor.ledger.entry import COLUMNS, Entry, canonical
from editor.ledger.heads import Head
from jobs.stages.contract import Frozen

Value = TypeVar("Value", bound=Frozen)


class ExportFault(Exception):
    """A file is not an export; the text names the line and what was expected."""


class Header(Frozen):
    """An export's first line: the entry that it begins after, and how many heads follow."""

    format: int = 1
    public_key: str
    after: int
    after_hash: str
    heads: int


class Footer(Frozen):
    """An export's last line; a file without it was cut short."""

    entries: int


@dataclass(frozen=True)
class Export:
    """An export as it is read: its entries come one by one."""

    header: Header
    heads: tuple[Head, ...]
    entries: Iterator[Entry]

    @property
    def start(self) -> Point:
        """The point that the first entry follows."""
        return Point(self.header.after, self.header.after_hash)


def lines(
    entries: Iterable[Entry], *, start: Point, heads: Sequence[Head], public_key: str
) -> Iterator[str]:
    """The lines of an export, each with its newline, written as they are read."""
    header = Header(
        public_key=public_key, after=start.number, after_hash=start.hash, heads=len(heads)
    )
    yield header.model_dump_json() + "\n"
    for head in heads:
        yield head.model_dump_json() + "\n"
    count = 0
    for entry in entries:
        count += 1
        yield canonical(entry._asdict()) + "\n"
    yield Footer(entries=count).model_dump_json() + "\n"


def parsed(text: Iterable[str]) -> Export:
    """An export from its lines; raises ``ExportFault`` here, or while the entries are read."""
    numbered = enumerate(text, start=1)
    header = _as(Header, next(numbered, (1, "")))
    heads = tuple(_as(Head, next(numbered, (0, ""))) for _ in range(header.heads))
    return Export(header, heads, _entries(numbered))


def _entries(numbered: Iterator[tuple[int, str]]) -> Iterator[Entry]:
    count = 0
    for number, line in numbered:
        try:
            fields: Any = json.loads(line)
        except ValueError as error:
            raise ExportFault(f"Line {number} is no JSON: {error}.") from error
        if isinstance(fields, dict) and set(fields) == {"entries"}:
            _finish(_as(Footer, (number, line)), count, next(numbered, None))
            return
        if not isinstance(fields, dict) or set(fields) != set(COLUMNS):
            raise ExportFault(f"Line {number} is no entry: expected {', '.join(COLUMNS)}.")
        count += 1
        yield Entry(**fields)
    raise ExportFault(f"The export ends after {count} entries without its last line: cut short.")


def _finish(footer: Footer, count: int, following: tuple[int, str] | None) -> None:
    if footer.entries != count:
        raise ExportFault(f"The export holds {count} entries and says {footer.entries}.")
    if following is not None:
        raise ExportFault(f"Line {following[0]} stands after the export's end.")


def _as(form: type[Value], line: tuple[int, str]) -> Value:
    try:
        return form.model_validate_json(line[1])
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise ExportFault(
            f"Line {line[0]} is no {form.__name__.lower()} of an export ({where}: {first['msg']})."
        ) from None
