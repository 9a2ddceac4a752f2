"""Fetches pictures from the S3 buckets that an administrator allowed, and from no other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from jobs.s3_addresses import Address, AddressError, Folder, address_of, is_held
from jobs.s3_objects import Fetched, SourceError


@dataclass(frozen=True)
class Allowed:
    """What may be read, and where the buckets are; an empty endpoint is AWS itself."""

    folders: tuple[Folder, ...] = ()
    endpoint_url: str = ""
    region_name: str = ""


def allowed() -> Allowed:
    """What the settings allow."""
    configured: dict[str, Any] = settings.JOBS_S3_SOURCES
    return Allowed(**configured)


def fetch(text: str, max_bytes: int) -> Fetched:
    """Read the object that ``s3://bucket/key`` names; raises ``SourceError``.

    Nothing is asked of a bucket that is not allowed.
    """
    try:
        address = address_of(text)
    except AddressError as error:
        raise SourceError(str(error)) from None
    may = allowed()
    _refuse_forbidden(address, may)
    # S3's client takes a quarter of a second to import, and most commands meet no bucket.
    from jobs.s3_reading import read

    return read(address, may.endpoint_url, may.region_name, max_bytes)


def _refuse_forbidden(address: Address, may: Allowed) -> None:
    if not may.folders:
        raise SourceError(
            "This studio reads no S3 bucket: an administrator names those it may read in "
            "IMPRIMATUR_S3_SOURCES, as bucket or bucket/folder between commas."
        )
    if not is_held(address, may.folders):
        raise SourceError(
            f"{address} is outside the buckets and folders that this studio may read: move it "
            "there, or have its bucket added to IMPRIMATUR_S3_SOURCES."
        )
