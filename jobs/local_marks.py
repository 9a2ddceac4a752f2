"""Registered marks given as files on the command line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.core.management.base import CommandParser

from jobs.local_pictures import Pictures, read_picture
from jobs.local_run import InputError
from jobs.stages.contract import Params, Picture
from jobs.stages.find_marks import MARKS
from jobs.stages.intake import Limits
from jobs.stages.marks.known_mark import unsuitable
from jobs.stages.marks.reference import NAME_LENGTH, MarkReference


@dataclass(frozen=True)
class LocalMarks:
    """Marks by name, and their pictures by the digest that a registered one has."""

    references: tuple[MarkReference, ...] = ()
    pictures: Pictures = field(default_factory=dict)

    def filled(self, params: Params) -> Params:
        """A step's params with these marks, where it looks for marks and names none."""
        if getattr(params, MARKS, None) != ():
            return params
        return params.model_copy(update={MARKS: self.references})


def add_mark_option(parser: CommandParser) -> None:
    """Declare ``--mark``."""
    parser.add_argument(
        "--mark",
        type=Path,
        action="append",
        default=[],
        dest="mark_files",
        metavar="FILE",
        help="a logo or watermark to look for, named after its file; again for another",
    )


def marks_from(paths: Sequence[Path], limits: Limits) -> LocalMarks:
    """Read mark files as the studio takes them in; raises ``InputError`` naming the file."""
    references: list[MarkReference] = []
    pictures: dict[str, Picture] = {}
    for path in paths:
        digest, picture = read_picture("--mark", path, limits)
        reason = unsuitable(picture)
        name = path.stem[:NAME_LENGTH]
        if reason is None and digest in pictures:
            reason = "the same picture was given before: give each mark once."
        if reason is None and any(one.name == name for one in references):
            reason = f"another mark is named '{name}': rename one of the files."
        if reason is not None:
            raise InputError(f"--mark {path}: {reason}")
        references.append(MarkReference(name=name, sha256=digest))
        pictures[digest] = picture
    return LocalMarks(tuple(references), pictures)
