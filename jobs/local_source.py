"""The picture and the mask that a record began with, found by their SHA-256."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from jobs.artifacts import digest_of
from jobs.canvas import canvas_picture
from jobs.local_run import InputError, is_picture, read_within
from jobs.records import JobRecord
from jobs.replay import stored
from jobs.stages.codec import decode_picture, decode_plane, encode_picture, encode_plane
from jobs.stages.contract import Frame, Picture, Plane, StageError
from jobs.stages.drawn_mask import take_in_mask
from jobs.stages.intake import Limits, take_in

CANVAS_SIDES = range(64, 1025, 64)
"""Square canvases that are tried where the record says no size."""


@dataclass(frozen=True)
class Original:
    """A record with the pictures at hand: those beside its file, or the stored artifacts.

    ``folder`` is None for a job of the database.
    """

    record: JobRecord
    folder: Path | None

    @cached_property
    def files(self) -> dict[str, Path]:
        """The pictures beside the record, by the SHA-256 of their bytes."""
        if self.folder is None:
            return {}
        found = (path for path in sorted(self.folder.iterdir()) if is_picture(path))
        return {digest_of(path.read_bytes()): path for path in found}

    def read(self, digest: str) -> bytes | None:
        """The bytes of one of its pictures, where they are at hand."""
        if self.folder is None:
            return stored(digest)
        path = self.files.get(digest)
        return None if path is None else path.read_bytes()


def frame_of(original: Original, source: Path | None, mask: Path | None, limits: Limits) -> Frame:
    """What the record began with; ``source`` and ``mask`` are files given for it.

    Raises InputError when a file given is another picture, or none is found.
    """
    picture = _source(original, source, limits)
    return Frame(picture, picture, _mask(original, mask, picture, limits))


def _source(original: Original, given: Path | None, limits: Limits) -> Picture:
    wanted = original.record.source
    if given is not None:
        try:
            picture = take_in(read_within(given, limits), given.name, limits).picture
        except StageError as error:
            raise InputError(f"--source {given}: {error}") from None
        if digest_of(encode_picture(picture)) == wanted:
            return picture
        raise InputError(
            f"--source {given}: is not the picture that the record began with (SHA-256 {wanted})."
        )
    data = original.read(wanted)
    if data is not None:
        return decode_picture(data)
    # A photo beside the record has other bytes than the picture that was made of it.
    for picture in (*_canvases(original.record), *_taken_in(original.files.values(), limits)):
        if digest_of(encode_picture(picture)) == wanted:
            return picture
    where = "stored any more" if original.folder is None else "beside the record"
    raise InputError(
        f"The picture that the record began with is not {where} (SHA-256 {wanted}): "
        "give it with --source FILE."
    )


def _taken_in(paths: Iterable[Path], limits: Limits) -> Iterator[Picture]:
    for path in paths:
        try:
            yield take_in(read_within(path, limits), path.name, limits).picture
        except StageError:
            # Whatever else lies there need not be a picture.
            continue


def _canvases(record: JobRecord) -> Iterator[Picture]:
    """Flat pictures of the sizes that a run from nothing may have begun with."""
    first = record.steps[0]
    for said in (first.params, first.details.get("conditioning", {})):
        width, height = said.get("width"), said.get("height")
        if isinstance(width, int) and isinstance(height, int):
            yield canvas_picture(width, height)
    yield from (canvas_picture(side, side) for side in CANVAS_SIDES)


def _mask(original: Original, given: Path | None, picture: Picture, limits: Limits) -> Plane | None:
    wanted = original.record.source_mask
    if wanted is None:
        if given is not None:
            raise InputError(f"--mask {given}: the record began without a mask.")
        return None
    if given is None:
        data = original.read(wanted)
        if data is not None:
            return decode_plane(data)
        raise InputError(
            f"The mask that the record began with is not at hand (SHA-256 {wanted}): "
            "give it with --mask FILE."
        )
    try:
        plane = take_in_mask(read_within(given, limits), picture.size, limits)
    except StageError as error:
        raise InputError(f"--mask {given}: {error}") from None
    if digest_of(encode_plane(plane)) != wanted:
        raise InputError(
            f"--mask {given}: is not the mask that the record began with (SHA-256 {wanted})."
        )
    return plane
