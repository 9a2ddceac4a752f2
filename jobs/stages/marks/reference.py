"""How params name a registered mark."""

from __future__ import annotations

from pydantic import Field

from jobs.stages.contract import Frozen

NAME_LENGTH = 80


class MarkReference(Frozen):
    """A registered mark: its name, and the digest of its picture."""

    name: str = Field(min_length=1, max_length=NAME_LENGTH, description="what people call it")
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of its stored picture")


def refuse_doubled(marks: tuple[MarkReference, ...]) -> tuple[MarkReference, ...]:
    """The marks; raises ``ValueError`` when two are one picture or have one name."""
    for what, values in {
        "name": [mark.name for mark in marks],
        "picture": [mark.sha256 for mark in marks],
    }.items():
        if len(set(values)) != len(values):
            twice = next(value for value in values if values.count(value) > 1)
            raise ValueError(f"two marks have the {what} '{twice[:40]}'; name each mark once")
    return marks
