"""Bytes kept once under the SHA-256 of themselves, on disk or in S3."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages

from jobs.disk import AtomicFileStorage
from jobs.models import Artifact

DIGEST = re.compile(r"[0-9a-f]{64}")


class ArtifactError(Exception):
    """Stored bytes are missing, or are not what their digest says."""


def storage() -> Storage:
    """Where artifacts lie: the ``artifacts`` entry of Django's STORAGES."""
    return storages["artifacts"]


def path_of(digest: str) -> str:
    """The name a digest is stored under: ``ab/cd/abcd…``."""
    if not DIGEST.fullmatch(digest):
        raise ArtifactError(f"'{digest[:80]}' is not a SHA-256: expected 64 hexadecimal digits.")
    return f"{digest[:2]}/{digest[2:4]}/{digest}"


def digest_of(data: bytes) -> str:
    """SHA-256 in lower-case hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def put(
    data: bytes, media_type: str, width: int | None = None, height: int | None = None
) -> Artifact:
    """Store bytes and return their row; bytes that are already there are not written again.

    The file is whole on the disk before its row is written, so a row always has its file.
    """
    digest = digest_of(data)
    name = path_of(digest)
    known = Artifact.objects.filter(digest=digest).first()
    if known is not None and storage().exists(name):
        return known
    storage().save(name, ContentFile(data))
    artifact = Artifact(
        digest=digest, media_type=media_type, byte_size=len(data), width=width, height=height
    )
    # Another process may have put the same bytes meanwhile: then its row stands.
    Artifact.objects.bulk_create([artifact], ignore_conflicts=True)
    return known or artifact


def is_stored(digest: str) -> bool:
    """True when the bytes of a digest lie in the storage."""
    return storage().exists(path_of(digest))


def read(digest: str) -> bytes:
    """The bytes of a digest; raises ``ArtifactError`` when missing or altered."""
    try:
        with storage().open(path_of(digest), "rb") as file:
            data: bytes = file.read()
    except FileNotFoundError as error:
        raise ArtifactError(
            f"Artifact {digest[:12]} is missing from the storage; restore it from a backup."
        ) from error
    if digest_of(data) != digest:
        raise ArtifactError(
            f"Artifact {digest[:12]} was altered in the storage: its bytes no longer match its "
            "SHA-256. Restore it from a backup."
        )
    return data


def leftovers(older_than: datetime) -> Iterator[str]:
    """Names of files that no row speaks of and that were last written before ``older_than``.

    A worker that dies between writing a file and its row leaves one behind.
    """
    where = storage()
    if isinstance(where, AtomicFileStorage):
        yield from _older(where.UNFINISHED, where, older_than)
    for first in _folders("", where):
        for second in _folders(first, where):
            names = {name.rsplit("/", 1)[-1]: name for name in _older(second, where, older_than)}
            kept = set(Artifact.objects.filter(digest__in=names).values_list("digest", flat=True))
            yield from (name for digest, name in names.items() if digest not in kept)


def sweep(older_than: datetime) -> int:
    """Delete ``leftovers`` and return how many there were."""
    found = list(leftovers(older_than))
    for name in found:
        storage().delete(name)
    return len(found)


def _folders(parent: str, where: Storage) -> list[str]:
    if parent == "" and not where.exists(""):
        return []
    folders, _ = where.listdir(parent)
    return [
        f"{parent}/{name}".lstrip("/") for name in folders if re.fullmatch(r"[0-9a-f]{2}", name)
    ]


def _older(folder: str, where: Storage, moment: datetime) -> Iterator[str]:
    if not where.exists(folder):
        return
    for name in where.listdir(folder)[1]:
        try:
            written = where.get_modified_time(f"{folder}/{name}")
        except FileNotFoundError:
            # Finished and renamed into place since it was listed.
            continue
        if written < moment:
            yield f"{folder}/{name}"
