"""JSON that is the same bytes for the same value, for digests and for storing."""

from __future__ import annotations

import hashlib
import json


def canonical_json(value: object, *, allow_nan: bool = False) -> bytes:
    """UTF-8, keys sorted, no spaces.

    Infinities and NaN, which JSON cannot say, are refused with ``ValueError`` unless allowed;
    then they are written as ``Infinity``, ``-Infinity`` and ``NaN``.
    """
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=allow_nan
    ).encode()


def json_sha256(value: object, *, allow_nan: bool = False) -> str:
    """SHA-256 of a value as canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical_json(value, allow_nan=allow_nan)).hexdigest()
