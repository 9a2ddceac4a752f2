"""What the ledger's page shows of an entry."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.urls import NoReverseMatch, reverse

from editor.models import LedgerEntry, Project
from jobs.artifacts import DIGEST

PAGES = {
    "project": "project",
    "candidate": "candidate",
    "exploration": "exploration",
    "proof": "proof",
    "job": "job",
    "publication": "publication",
}
"""The page of what an entry is about, by the word before the colon."""
LONG = 240
SHORT_DIGEST = 12


@dataclass(frozen=True)
class Fact:
    """A value of the body; ``whole`` where only its beginning is shown."""

    name: str
    text: str
    whole: str = ""


@dataclass(frozen=True)
class Line:
    """An entry for people."""

    number: int
    moment: datetime
    kind: str
    actor: str
    project: str
    subject: str
    subject_page: str
    facts: tuple[Fact, ...]
    hash: str


def lines_of(rows: Iterable[LedgerEntry]) -> tuple[Line, ...]:
    """Entries as they are shown, with their projects' names of today."""
    rows = tuple(rows)
    asked = {row.project for row in rows if row.project}
    names = {str(found.pk): found.name for found in Project.objects.filter(pk__in=asked)}
    return tuple(_line(row, names) for row in rows)


def _line(row: LedgerEntry, names: Mapping[str, str]) -> Line:
    word, _, key = row.subject.partition(":")
    return Line(
        number=row.number,
        moment=row.moment,
        kind=row.kind,
        actor=row.actor,
        project=names.get(row.project, row.project),
        subject=row.subject,
        subject_page=_page(word, key),
        facts=tuple(_facts(row.body)),
        hash=row.hash,
    )


def _page(word: str, key: str) -> str:
    if word not in PAGES:
        return ""
    try:
        return reverse(PAGES[word], args=[key])
    except NoReverseMatch:
        # A tampered subject leads nowhere, and the page still has to show it.
        return ""


def _facts(body: str) -> Iterator[Fact]:
    try:
        values = json.loads(body)
    except ValueError:
        yield Fact("body", body[:LONG], body)
        return
    if not isinstance(values, dict):
        yield Fact("body", body[:LONG], body)
        return
    for name, value in values.items():
        parts = value if isinstance(value, list) else [value]
        whole = ", ".join(part if isinstance(part, str) else json.dumps(part) for part in parts)
        text = ", ".join(map(_short, whole.split(", ")))
        if len(text) > LONG:
            text = text[:LONG] + "…"
        if whole:
            label = name.replace("_", " ")
            yield Fact(label, text) if text == whole else Fact(label, text, whole)


def _short(text: str) -> str:
    return text[:SHORT_DIGEST] + "…" if DIGEST.fullmatch(text) else text
