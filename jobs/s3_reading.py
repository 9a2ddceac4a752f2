"""Reads one object of an S3 bucket, within size and time, and says in words why it cannot."""

from __future__ import annotations

import time
from contextlib import closing
from functools import lru_cache

from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    ReadTimeoutError,
)
from storages.backends.s3 import S3Storage

from jobs.s3_addresses import Address
from jobs.s3_objects import Fetched, SourceError

CONNECT_SECONDS, SILENT_SECONDS, MOST_SECONDS = 5, 15, 60
"""How long a connection, a silence, and the reading of one object may last."""
CHUNK = 2**20
MISSING = {"NoSuchKey", "NoSuchVersion", "404"}
DENIED = {"AccessDenied", "Forbidden", "403", "AllAccessDisabled"}
WRONG_KEYS = {"InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidToken"}


def read(address: Address, endpoint_url: str, region_name: str, max_bytes: int) -> Fetched:
    """Read what lies at ``address``; an empty endpoint is AWS itself. Raises ``SourceError``.

    An object larger than ``max_bytes`` is refused by the size it declares, and once more as it
    is read.
    """
    try:
        return _read(address, _bucket(address.bucket, endpoint_url, region_name), max_bytes)
    except ClientError as error:
        raise SourceError(_told(address, error)) from None
    except (ConnectTimeoutError, ReadTimeoutError, EndpointConnectionError):
        raise SourceError(f"The store of {address} does not answer: try again later.") from None
    except NoCredentialsError:
        raise SourceError(
            f"The studio has no keys to read {address}: an administrator gives it "
            "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile, or a role."
        ) from None
    except (BotoCoreError, OSError) as error:
        kind = type(error).__name__
        raise SourceError(f"{address} broke off while it was read ({kind}): try again.") from None


@lru_cache(maxsize=8)
def _bucket(name: str, endpoint_url: str, region_name: str) -> S3Storage:
    """The bucket with a client that gives up in time; one is kept for each."""
    return S3Storage(
        bucket_name=name,
        endpoint_url=endpoint_url or None,
        region_name=region_name or None,
        client_config=Config(
            connect_timeout=CONNECT_SECONDS,
            read_timeout=SILENT_SECONDS,
            retries={"mode": "standard", "total_max_attempts": 2},
        ),
    )


def _read(address: Address, storage: S3Storage, max_bytes: int) -> Fetched:
    end = time.monotonic() + MOST_SECONDS
    answer = storage.bucket.Object(address.key).get()
    parts: list[bytes] = []
    size = int(answer.get("ContentLength", 0))
    with closing(answer["Body"]) as body:
        _refuse_large(address, size, max_bytes)
        while part := body.read(CHUNK):
            parts.append(part)
            _refuse_large(address, sum(map(len, parts)), max_bytes)
            if time.monotonic() > end:
                raise SourceError(
                    f"{address} was not read within {MOST_SECONDS} seconds: try again later."
                )
    return Fetched(
        address=address,
        data=b"".join(parts),
        etag=str(answer.get("ETag", "")).strip('"'),
        version_id=str(answer.get("VersionId") or ""),
    )


def _refuse_large(address: Address, size: int, max_bytes: int) -> None:
    if size > max_bytes:
        raise SourceError(
            f"{address} has more than the {max_bytes / 1e6:,.1f} MB that are taken: save it "
            "smaller, or ask for a larger limit."
        )


def _told(address: Address, error: ClientError) -> str:
    """S3's refusal in words; its message is left out, since it may name keys."""
    code = str(error.response.get("Error", {}).get("Code", "unknown"))
    if code in MISSING:
        return f"There is nothing at {address}: check the key, upper and lower case too."
    if code == "NoSuchBucket":
        return f"There is no bucket '{address.bucket}' where this studio looks: check its name."
    if code in DENIED:
        return f"The studio may not read {address}: grant its account s3:GetObject there."
    if code in WRONG_KEYS:
        return f"The store of {address} does not accept the studio's keys ({code}): renew them."
    return f"The store of {address} refused it ({code[:60]}): try again, or ask who runs it."
