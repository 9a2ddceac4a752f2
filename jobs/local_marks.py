"""Registered marks given as files on the command line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.core.management.base import CommandParser

from jobs.artifacts import digest_of
from jobs.local_run import InputError, read_within
from jobs.stages.codec import encode_picture
from jobs.stages.contract import Params, Picture, StageError, nothing_registered
from jobs.stages.find_marks import MARKS
from jobs.stages.intake import Limits, take_in
from jobs.stages.marks.known_mark import unsuitable
from jobs.stages.marks.reference import NAME_LENGTH, MarkReference


@dataclass(frozen=True)
class LocalMarks:
    """Marks by name, and their pictures by the digest that a registered one has."""

    references: tuple[MarkReference, ...] = ()
    pictures: Mapping[str, Picture] = field(default_factory=dict)

    def fetch(self, digest: str) -> Picture:
        """A mark's picture; raises ``StageError`` when it was not given."""
        picture = self.pictures.get(digest)
        return nothing_registered(digest) if picture is None else picture

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
        try:
            picture = take_in(read_within(path, limits), path.name, limits).picture
        except StageError as error:
            raise InputError(f"--mark {path}: {error}") from None
        reason = unsuitable(picture)
        digest = digest_of(encode_picture(picture))
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
