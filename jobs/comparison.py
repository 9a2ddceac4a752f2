"""Two records side by side along the path from prompt to picture, without running anything."""

from __future__ import annotations

from pydantic import Field

from jobs.conditioning_path import Entry, entries
from jobs.records import JobRecord
from jobs.stages.contract import Frozen


class Row(Frozen):
    """One thing that the picture depends on, in both records."""

    path: str = Field(description="where it stands: conditioning.prompt, step.1.params.scale …")
    section: str = Field(description="what it belongs to, for people")
    title: str = Field(description="what it is, for people")
    one: str | None = Field(description="null when the record has no such thing")
    other: str | None
    same: bool


class Comparison(Frozen):
    """Every row in the order in which it takes effect; the first that differs explains the rest."""

    one: str = Field(description="what the first record is called")
    other: str
    rows: tuple[Row, ...]

    @property
    def same(self) -> bool:
        """True when nothing differs."""
        return self.first_difference is None

    @property
    def first_difference(self) -> Row | None:
        """The earliest row whose two values differ; None when there is none."""
        return next((row for row in self.rows if not row.same), None)

    @property
    def differences(self) -> tuple[Row, ...]:
        """The rows whose two values differ."""
        return tuple(row for row in self.rows if not row.same)

    def lines(self) -> list[str]:
        """The comparison for people, its first line the answer."""
        first = self.first_difference
        if first is None:
            return [f"The same in all {len(self.rows)} rows, from the prompt to the last picture."]
        lines = [f"First difference: {first.section}, {first.title}."]
        section = ""
        for row in self.rows:
            if row.section != section:
                section = row.section
                lines += ["", section]
            if row.same:
                lines.append(f"  = {row.title}: {row.one}")
            else:
                lines.append(f"  ≠ {row.title}:")
                lines += [f"      {_shown(value)}" for value in (row.one, row.other)]
        return lines


def compare(one: JobRecord, other: JobRecord) -> Comparison:
    """Lay two records side by side."""
    first, second = ({entry.path: entry for entry in entries(record)} for record in (one, other))
    return Comparison(
        one=_name(one),
        other=_name(other),
        rows=tuple(
            _row(first.get(path), second.get(path)) for path in _merged([*first], [*second])
        ),
    )


def _name(record: JobRecord) -> str:
    return f"{record.label} ({record.recipe.name})"


def _row(one: Entry | None, other: Entry | None) -> Row:
    entry = one or other
    assert entry is not None
    values = (one.value if one else None, other.value if other else None)
    return Row(
        path=entry.path,
        section=entry.section,
        title=entry.title,
        one=values[0],
        other=values[1],
        same=values[0] == values[1],
    )


def _merged(one: list[str], other: list[str]) -> list[str]:
    """Both lists as one: what only the second has comes after what it follows there."""
    merged = list(one)
    place = 0
    for path in other:
        if path in merged:
            place = merged.index(path) + 1
        else:
            merged.insert(place, path)
            place += 1
    return merged


def _shown(value: str | None) -> str:
    return "(nothing)" if value is None else value
