"""Registered pictures given as files on the command line, by the digest that they would have."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Mapping
from pathlib import Path

from jobs.artifacts import digest_of
from jobs.local_run import InputError, read_within
from jobs.stages.codec import encode_picture
from jobs.stages.contract import Picture, StageError, nothing_registered
from jobs.stages.intake import Limits, take_in

Pictures = Mapping[str, Picture]


def fetch_from(*given: Pictures) -> Callable[[str], Picture]:
    """A stage's way to these pictures; it raises ``StageError`` for one that was not given."""
    known = ChainMap(*(dict(pictures) for pictures in given))

    def fetch(digest: str) -> Picture:
        picture = known.get(digest)
        return nothing_registered(digest) if picture is None else picture

    return fetch


def read_picture(option: str, path: Path, limits: Limits) -> tuple[str, Picture]:
    """A file as the studio takes one in, with the digest that it would have there.

    Raises ``InputError`` with the option and the file where it is no picture.
    """
    try:
        picture = take_in(read_within(path, limits), path.name, limits).picture
    except StageError as error:
        raise InputError(f"{option} {path}: {error}") from None
    return digest_of(encode_picture(picture)), picture
