"""A comparison as its page shows it: sections in order, equal rows gathered to be folded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from jobs.comparison import Comparison, Row, compare
from jobs.models import Job
from jobs.records import job_record


@dataclass(frozen=True)
class Run:
    """Rows that follow each other and are all equal, or all different."""

    same: bool
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Section:
    """The rows that belong together."""

    title: str
    runs: tuple[Run, ...]

    @property
    def differing(self) -> int:
        """How many of its rows differ."""
        return sum(len(run.rows) for run in self.runs if not run.same)


@dataclass(frozen=True)
class ComparisonView:
    """Two records compared, for people."""

    comparison: Comparison
    sections: tuple[Section, ...]


def comparison_view(one: Job, other: Job) -> ComparisonView:
    """What the page of a comparison shows."""
    found = compare(job_record(one), job_record(other))
    return ComparisonView(
        found,
        tuple(
            Section(title, _runs(list(rows)))
            for title, rows in groupby(found.rows, key=lambda row: row.section)
        ),
    )


def _runs(rows: Sequence[Row]) -> tuple[Run, ...]:
    return tuple(Run(same, tuple(group)) for same, group in groupby(rows, key=lambda row: row.same))
