"""An object of an S3 bucket as it was read, and the error that it cannot be."""

from __future__ import annotations

from dataclasses import dataclass

from jobs.artifacts import digest_of
from jobs.s3_addresses import Address


class SourceError(Exception):
    """An object cannot be read; the text says why and what to do, and holds no secret."""


@dataclass(frozen=True)
class Fetched:
    """An object's bytes with what S3 says they are: the ETag, and the version where kept."""

    address: Address
    data: bytes
    etag: str
    version_id: str

    @property
    def sha256(self) -> str:
        """Of the bytes as they came."""
        return digest_of(self.data)
