"""JSON that is the same bytes for the same value, for digests and for storing."""

from __future__ import annotations

import json


def canonical_json(value: object) -> bytes:
    """UTF-8, keys sorted, no spaces; infinities and NaN are refused with ``ValueError``."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()
