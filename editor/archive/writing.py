"""Writes a publication's archive as a ZIP, piece by piece, so that it is never held whole."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db import connection

from editor.actions.errors import ActionError
from editor.archive.gathering import Gathered, gathered
from editor.archive.manifest import (
    GATE,
    LEDGER,
    MANIFEST,
    README,
    REVIEW,
    SEAL,
    SIGNERS,
    STORY,
    Manifest,
    Member,
    Seal,
    signed_text,
)
from editor.credentials.configured import credential_settings
from editor.credentials.errors import CredentialError
from editor.credentials.identity import identity
from editor.ledger.append import moment
from editor.ledger.chain import Point
from editor.ledger.exports import lines
from editor.ledger.reading import entries
from editor.ledger.settings import configured_key
from editor.models import Publication
from jobs import artifacts

WORDS = """\
Everything behind one publication, from the picture it began with to the files that left the house.

manifest.json             what is in here, each file with its SHA-256, and how it hangs together
manifest-signature.json   the studio's Ed25519 signature of the manifest
published/                the signed files, as anyone may open them
pictures/ regions/        what each step was given and gave
records/                  each step's record, and the whole render's
gate-report.json          what the automatic checks said
review.json               the person's decision
story.json                the same as a graph, in the words of W3C PROV
ledger.jsonl              the studio's ledger up to a signed head; it tells of other work too
signers.pem               the certificates that the studio signs files with

To check it, with nothing but this file and Imprimatur's code:

    python -m editor.archive.offline FILE.zip --head KEPT_HEAD.json

Give it a head or a public key of the ledger that was kept elsewhere: without one, the archive can
only be shown to agree with itself.
"""


@dataclass
class _Pipe(io.RawIOBase):
    """What a ZIP is written into: a file that cannot go back, emptied as it fills."""

    pieces: list[bytes] = field(default_factory=list)

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self.pieces.append(bytes(data))
        return len(data)

    def taken(self) -> Iterator[bytes]:
        """What was written since the last time."""
        yield from self.pieces
        self.pieces.clear()


def archive(publication: Publication) -> Iterator[bytes]:
    """The archive of a publication (``access.published``), made as it is read.

    Everything stored is read and compared with its digest once before the first piece, so that
    what is missing or altered is told instead of cutting the archive off. Raises ``ActionError``
    and ``ArtifactError`` here, and not while it is read.
    """
    found = gathered(publication)
    try:
        chain = identity(credential_settings()).chain if found.files else ""
    except CredentialError as error:
        raise ActionError(f"The signing certificates cannot be read: {error}") from error
    for one in found.kept:
        artifacts.read(one.digest)
    return _pieces(found, chain)


def name_of(publication: Publication) -> str:
    """The archive's file name."""
    return f"imprimatur-{publication.slug}.zip"


def _pieces(found: Gathered, chain: str) -> Iterator[bytes]:
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w") as zipped:
        members: list[Member] = []
        for name, what, parts in _contents(found, chain):
            digest, size = hashlib.sha256(), 0
            with zipped.open(_info(name), "w", force_zip64=name == LEDGER) as target:
                for part in parts:
                    digest.update(part)
                    size += len(part)
                    target.write(part)
                    yield from pipe.taken()
            members.append(Member(name=name, sha256=digest.hexdigest(), byte_size=size, what=what))
        manifest = _manifest(found, members).model_dump_json(indent=2).encode()
        zipped.writestr(_info(MANIFEST), manifest)
        zipped.writestr(_info(SEAL), _seal(manifest).model_dump_json().encode())
    yield from pipe.taken()


def _contents(found: Gathered, chain: str) -> Iterator[tuple[str, str, Iterable[bytes]]]:
    """Each member's name, what it is, and its bytes in parts."""
    yield README, "how to read and check this archive", [WORDS.encode()]
    yield REVIEW, "the person's decision", [found.review.model_dump_json(indent=2).encode()]
    if found.gate is not None:
        yield GATE, "the gate's report", [found.gate.model_dump_json(indent=2).encode()]
    yield STORY, "the whole story as a graph", [found.story.encode()]
    if chain:
        yield SIGNERS, "certificates that files are signed with", [chain.encode()]
    for one in found.kept:
        yield one.name, one.what, (artifacts.read(digest) for digest in [one.digest])
    part = found.excerpt
    words = f"the ledger's entries {part.first} to {part.last}, where a signed head vouches for all"
    yield LEDGER, words, _ledger(found)


def _ledger(found: Gathered) -> Iterator[bytes]:
    after = found.excerpt.first - 1
    before = next(entries(connection, after=after - 1, until=after), None) if after else None
    written = lines(
        entries(connection, after=after, until=found.excerpt.last),
        start=Point() if before is None else Point(before.number, before.hash),
        heads=[found.head],
        public_key=configured_key().public_key,
    )
    return (line.encode("ascii") for line in written)


def _manifest(found: Gathered, members: list[Member]) -> Manifest:
    candidate = found.candidate
    return Manifest(
        made_at=moment(datetime.now(UTC)),
        publication=found.publication.slug,
        project=str(candidate.project_id),
        candidate=str(candidate.pk),
        exploration=str(candidate.exploration_id or ""),
        original=candidate.original_id,
        picture=candidate.picture_id,
        proof=str(found.proof.pk),
        approved=found.publication.picture_id,
        job_record=found.job_record,
        jobs=found.jobs,
        files=found.files,
        ledger=found.excerpt,
        members=tuple(members),
    )


def _seal(manifest: bytes) -> Seal:
    key = configured_key()
    signature = key.sign(signed_text(artifacts.digest_of(manifest)))
    return Seal(public_key=key.public_key, signature=signature.hex())


def _info(name: str) -> zipfile.ZipInfo:
    """Text is packed; pictures are packed already."""
    info = zipfile.ZipInfo(name, datetime.now(UTC).timetuple()[:6])
    packed = name.endswith((".json", ".jsonl", ".txt", ".pem"))
    info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    info.external_attr = 0o644 << 16
    return info
