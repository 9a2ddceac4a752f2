"""The envelope that steps of a command-line pipe hand on: one uncompressed tar archive.

``envelope.json`` comes first and names the SHA-256 of every part; then ``source.png``,
``picture.png``, ``mask.png`` and ``regions.json`` (when there is a mask), and one file under
``records/`` for each step that has run.
"""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Literal

from pydantic import Field, ValidationError

from jobs.artifacts import digest_of
from jobs.frames import decode_regions
from jobs.local_run import InputError
from jobs.records import StepRecord
from jobs.stages.codec import CodecError, decode_picture, decode_plane
from jobs.stages.contract import Frame, Frozen

HEAD = "envelope.json"
FILES = {
    "source": "source.png",
    "picture": "picture.png",
    "mask": "mask.png",
    "regions": "regions.json",
}
LARGEST_PART = 2**31
NOTHING_CAME = (
    "nothing came in on standard input: the command before this one in the pipe failed, or there "
    "is none. Begin the pipe with --source FILE."
)


class Head(Frozen):
    """What an envelope says of itself, in ``envelope.json``."""

    format: Literal["imprimatur-envelope"] = "imprimatur-envelope"
    version: Literal["1"] = "1"
    label: str = Field(description="the name of the picture's file")
    asked_by: str = Field(description="who runs the pipe")
    seed: int = Field(ge=0)
    deterministic: bool
    inputs: dict[str, str] = Field(description="SHA-256 by role of what the pipe began with")
    digests: dict[str, str] = Field(description="SHA-256 by role of this envelope's parts")
    records: tuple[str, ...] = Field(description="file names of the steps' records, in order")


@dataclass(frozen=True)
class Envelope:
    """An envelope opened: its head, its frame, the parts' bytes by digest, and the records."""

    head: Head
    frame: Frame
    data: Mapping[str, bytes]
    records: tuple[StepRecord, ...]


def record_name(record: StepRecord) -> str:
    """Where a step's record lies in the archive."""
    return f"records/{record.index:03d}-{record.stage}.json"


def write(envelope: Envelope, stream: IO[bytes]) -> None:
    """Write the archive; equal envelopes give equal bytes."""
    with tarfile.open(fileobj=stream, mode="w|", format=tarfile.USTAR_FORMAT) as archive:
        add(archive, HEAD, envelope.head.model_dump_json(indent=2).encode() + b"\n")
        for role, name in FILES.items():
            if role in envelope.head.digests:
                add(archive, name, envelope.data[envelope.head.digests[role]])
        for record in envelope.records:
            add(archive, record_name(record), record.to_bytes())


def add(archive: tarfile.TarFile, name: str, data: bytes) -> None:
    """Add one file without the machine's user and clock."""
    entry = tarfile.TarInfo(name)
    entry.size = len(data)
    archive.addfile(entry, io.BytesIO(data))


def read(stream: IO[bytes]) -> Envelope:
    """Read the archive and check every part against its digest; raises InputError."""
    first = stream.read(tarfile.BLOCKSIZE)
    if not first:
        raise InputError(NOTHING_CAME)
    try:
        files = dict(parts(first, stream))
        head = Head.model_validate_json(files[HEAD])
        records = tuple(StepRecord.model_validate_json(files[name]) for name in head.records)
        by_role = {role: files[FILES[role]] for role in head.digests}
    except (tarfile.TarError, KeyError, ValidationError, EOFError) as error:
        reason = str(error).splitlines()[0]
        raise InputError(
            f"what came in on standard input is not a whole envelope ({reason}): "
            "see docs/pipe.md, and whether the command before this one failed."
        ) from None
    for role, data in by_role.items():
        if digest_of(data) != head.digests[role]:
            raise InputError(f"the envelope is damaged: {FILES[role]} does not match its SHA-256.")
    data_by_digest = {head.digests[role]: data for role, data in by_role.items()}
    return Envelope(head, decode(head.digests, data_by_digest), data_by_digest, records)


class Rejoined(io.RawIOBase):
    """A stream whose first bytes were already taken."""

    def __init__(self, first: bytes, rest: IO[bytes]) -> None:
        self.first, self.rest = first, rest

    def read(self, size: int = -1) -> bytes:
        """The first bytes again, then the rest."""
        taken, self.first = self.first[:size], self.first[size:]
        return taken + self.rest.read(size - len(taken))


def parts(first: bytes, stream: IO[bytes]) -> Iterator[tuple[str, bytes]]:
    """Names and bytes of the archive's files."""
    with tarfile.open(fileobj=Rejoined(first, stream), mode="r|") as archive:
        for entry in archive:
            file = archive.extractfile(entry) if entry.size <= LARGEST_PART else None
            if file is None:
                raise tarfile.ReadError(f"{entry.name} is not a plain file of at most 2 GiB")
            yield entry.name, file.read()


def decode(digests: Mapping[str, str], data: Mapping[str, bytes]) -> Frame:
    """The frame of an envelope's parts; one decoded picture where source and picture are one."""
    try:
        pictures = {
            digest: decode_picture(data[digest])
            for digest in {digests["source"], digests["picture"]}
        }
        mask = decode_plane(data[digests["mask"]]) if "mask" in digests else None
        regions = decode_regions(data[digests["regions"]]) if "regions" in digests else ()
    except (KeyError, CodecError, ValidationError) as error:
        raise InputError(f"the envelope cannot be opened: {error}") from None
    return Frame(pictures[digests["picture"]], pictures[digests["source"]], mask, regions)
