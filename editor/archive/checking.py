"""The whole check of an archive, in its order; the first thing that does not hold ends it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from editor.archive.decisions import check_decisions, check_ledger
from editor.archive.lineage import check_lineage
from editor.archive.manifest import MANIFEST, SEAL, Manifest, Seal, is_sealed
from editor.archive.opening import Archive, DoesNotHold
from editor.credentials.given import CredentialSettings
from editor.credentials.reading import Standing, read_credentials
from editor.ledger.heads import Head


@dataclass(frozen=True)
class Kept:
    """What whoever checks has kept elsewhere: heads, the ledger's public key, CAs they trust."""

    heads: Sequence[Head] = ()
    public_key: str = ""
    anchors: str = ""


@dataclass(frozen=True)
class Holds:
    """What was found to hold, and ``notes`` on what could not be told."""

    manifest: Manifest
    public_key: str
    records: int
    standings: tuple[Standing, ...]
    notes: tuple[str, ...]


def check_archive(path: Path, kept: Kept) -> Holds:
    """Check an archive with nothing else at hand; raises ``DoesNotHold`` at the first fault."""
    with Archive(path) as archive:
        manifest, public_key = _manifest(archive)
        notes = _check_key(public_key, kept)
        _check_members(archive, manifest)
        records = check_lineage(archive, manifest)
        told, not_compared = check_ledger(archive, manifest, public_key, kept.heads)
        notes += not_compared
        notes += check_decisions(archive, manifest, told, records)
        standings = tuple(_check_files(archive, manifest, kept.anchors))
    if Standing.VALID in standings:
        notes.append("Who signed the files is vouched for by nobody known here (--anchors).")
    if not manifest.files:
        notes.append("It was published before files were signed: there is no signature to check.")
    return Holds(manifest, public_key, sum(map(len, records.values())), standings, tuple(notes))


def _manifest(archive: Archive) -> tuple[Manifest, str]:
    seal = archive.parsed(SEAL, Seal)
    if not is_sealed(seal, archive.digested(MANIFEST).sha256):
        raise DoesNotHold(MANIFEST, "its signature is not over these bytes")
    return archive.parsed(MANIFEST, Manifest), seal.public_key


def _check_key(public_key: str, kept: Kept) -> list[str]:
    known = {kept.public_key} - {""} | {head.public_key for head in kept.heads}
    for key in known - {public_key}:
        raise DoesNotHold(
            SEAL, f"the archive is signed by the key {public_key[:16]}…, and {key[:16]}… was kept"
        )
    if known:
        return []
    return [
        "No head or public key was given: this archive agrees with itself, and whether it is the "
        "studio's cannot be told."
    ]


def _check_members(archive: Archive, manifest: Manifest) -> None:
    """Each file is there, once, with its bytes, and lies under its digest where it is named so."""
    named = {member.name: member for member in manifest.members}
    if len(named) != len(manifest.members):
        raise DoesNotHold(MANIFEST, "it names a file twice")
    for name in sorted(named.keys() - archive.names):
        raise DoesNotHold(name, "it is missing from the archive")
    for name in sorted(archive.names - named.keys() - {MANIFEST, SEAL}):
        raise DoesNotHold(name, "the manifest does not name it")
    for name, member in named.items():
        read = archive.digested(name)
        if (read.sha256, read.byte_size) != (member.sha256, member.byte_size):
            raise DoesNotHold(name, f"its bytes are not those of its SHA-256 ({member.what})")
        folder, _, file = name.rpartition("/")
        if folder and file.split(".")[0] != member.sha256:
            raise DoesNotHold(name, "it lies under a digest that is not its own")


def _check_files(archive: Archive, manifest: Manifest, anchors: str) -> list[Standing]:
    """Each published file's C2PA signature holds, and it claims this record and this approval."""
    places = {name.partition("/")[2].split(".")[0]: name for name in archive.names}
    settings = CredentialSettings(folder=Path(), anchors=anchors)
    standings = []
    for file in manifest.files:
        place = places.get(file.sha256)
        if place is None:
            raise DoesNotHold(file.sha256, "the archive does not hold this published file")
        read = read_credentials(archive.read(place), settings)
        if not read.holds:
            why = "; ".join(read.faults) or "it carries none"
            raise DoesNotHold(place, f"its C2PA signature does not hold: {why}")
        claim = read.record
        if claim is None:
            raise DoesNotHold(place, "its signed manifest names no record")
        said = (claim.publication, claim.record, claim.approved, claim.published_picture)
        if said != (manifest.publication, manifest.job_record, manifest.approved, file.shown):
            raise DoesNotHold(place, "its signed manifest names another record or another approval")
        standings.append(read.standing)
    return standings
