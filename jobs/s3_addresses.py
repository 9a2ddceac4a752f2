"""Addresses of objects in S3 buckets, and which of them the studio may read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote

SCHEME = "s3://"
MOST_KEY_BYTES = 1024
"""S3's own limit of a key, in UTF-8."""
_BUCKET = re.compile(r"(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")


class AddressError(ValueError):
    """An address or a list of buckets that cannot be read; never repeats what may be secret."""


@dataclass(frozen=True)
class Address:
    """One object: ``s3://bucket/key``, taken as it is written and never decoded."""

    bucket: str
    key: str

    def __str__(self) -> str:
        return f"{SCHEME}{self.bucket}/{self.key}"

    @property
    def name(self) -> str:
        """The last part of the key, as a file is called."""
        return self.key.rsplit("/", 1)[-1]


@dataclass(frozen=True)
class Folder:
    """A bucket, or one folder of it, that may be read; ``prefix`` is empty for all of it."""

    bucket: str
    prefix: str = ""

    def holds(self, address: Address) -> bool:
        """Whether an object lies here: the same bucket, and below the prefix's last slash."""
        within = not self.prefix or address.key.startswith(f"{self.prefix}/")
        return self.bucket == address.bucket and within


def address_of(text: str) -> Address:
    """The address written ``s3://bucket/key``; raises ``AddressError``.

    A key that another reader might take for a way out of its folder is refused: empty parts,
    ``.`` and ``..``, also percent-encoded, backslashes, and characters that cannot be seen.
    """
    bucket, slash, key = text.removeprefix(SCHEME).partition("/")
    if not text.startswith(SCHEME) or not _BUCKET.fullmatch(bucket):
        raise AddressError(
            "The address names no bucket: write s3://BUCKET/KEY, the bucket in lower-case letters, "
            "digits, hyphens and dots, with no sign-in and no port."
        )
    if not slash or not key or key.endswith("/"):
        raise AddressError(f"The address names no file in bucket '{bucket}': add its key.")
    fault = _fault(key)
    if fault:
        raise AddressError(f"The key in bucket '{bucket}' {fault}: give it as it stands in S3.")
    return Address(bucket, key)


def folders_of(text: str) -> tuple[Folder, ...]:
    """What may be read, from ``bucket`` and ``bucket/folder`` between commas.

    Raises ``AddressError`` for an entry that is neither.
    """
    entries = [entry.strip().removesuffix("/") for entry in text.split(",") if entry.strip()]
    return tuple(map(_folder, entries))


def is_held(address: Address, folders: Iterable[Folder]) -> bool:
    """Whether one of the folders holds the object."""
    return any(folder.holds(address) for folder in folders)


def _folder(entry: str) -> Folder:
    bucket, slash, prefix = entry.partition("/")
    if not _BUCKET.fullmatch(bucket) or (slash and _fault(prefix)):
        raise AddressError(f"'{entry}' is neither a bucket nor bucket/folder")
    return Folder(bucket, prefix)


def _fault(key: str) -> str:
    """What is wrong with a key, or nothing."""
    if not key.isprintable():
        return "holds a character that cannot be seen"
    if len(key.encode()) > MOST_KEY_BYTES:
        return f"is longer than {MOST_KEY_BYTES} bytes"
    for read in (key, unquote(key)):
        if "\\" in read:
            return "holds a backslash"
        if not read.isprintable() or {"", ".", ".."} & set(read.split("/")):
            return "holds an empty part, '.' or '..'"
    return ""
