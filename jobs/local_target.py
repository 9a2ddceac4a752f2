"""A target given on the command line: a look by its name, or the picture to aim at as a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from django.core.management.base import CommandParser

from jobs.local_pictures import Pictures, read_picture
from jobs.local_run import InputError
from jobs.stages.intake import Limits
from jobs.stages.looks import LOOKS
from jobs.stages.target_profile import is_picture, unsuitable


@dataclass(frozen=True)
class LocalTarget:
    """What the steps' ``target`` is to be, and its picture by the digest that it names."""

    target: str = ""
    pictures: Pictures = field(default_factory=dict)


def add_target_option(parser: CommandParser) -> None:
    """Declare ``--target``."""
    parser.add_argument(
        "--target",
        default=None,
        metavar="LOOK_OR_FILE",
        help=f"colour and contrast to aim at: {', '.join(LOOKS)}, or a picture to match",
    )


def target_from(given: str | None, limits: Limits) -> LocalTarget:
    """Read a target's file as the studio takes one in; raises ``InputError`` naming it.

    Looks and digests stay what they are.
    """
    if not given or given in LOOKS or is_picture(given):
        return LocalTarget(given or "")
    path = Path(given)
    if not path.is_file():
        looks = ", ".join(LOOKS)
        raise InputError(f"--target: {path}: there is no such file. A look is one of {looks}.")
    digest, picture = read_picture("--target", path, limits)
    reason = unsuitable(picture)
    if reason is not None:
        raise InputError(f"--target {path}: {reason}")
    return LocalTarget(digest, {digest: picture})
