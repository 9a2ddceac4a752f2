"""One line of the ledger, and the digest that binds it to the line before."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import NamedTuple

FORMAT = 1
"""Of what is hashed; it stands in every hash, so that another form can never be mistaken for it."""
BEGINNING = "0" * 64
"""What the first entry names as the hash before it."""


class Entry(NamedTuple):
    """An entry as it is stored, every value in the form that was hashed.

    ``at`` is UTC in ISO 8601 with microseconds, ``body`` canonical JSON, the digests lower-case
    hexadecimal. ``actor`` is the name that the person had then; empty where the studio itself
    acted. ``seal`` proves that it was the studio's own key that wrote the entry.
    """

    number: int
    at: str
    kind: str
    actor_id: int | None
    actor: str
    project: str
    subject: str
    body: str
    previous: str
    hash: str
    seal: str


COLUMNS = Entry._fields
_as_json = json.JSONEncoder(separators=(",", ":")).encode


def hash_of(entry: Entry) -> str:
    """SHA-256 over everything in the entry but its own hash and seal, as a JSON list.

    Raises ``TypeError`` for a value that JSON has no form for, as a tampered row may hold.
    """
    return hashlib.sha256(_as_json((FORMAT, *entry[:9])).encode("ascii")).hexdigest()


def seal_of(key: bytes, digest: str) -> str:
    """HMAC-SHA256 of an entry's hash (RFC 2104).

    The chain alone lets whoever can write to the database add an entry that fits; the seal
    needs the key, which is not in the database.
    """
    return hmac.digest(key, digest.encode("ascii"), "sha256").hex()


def canonical(value: object) -> str:
    """JSON in one form only: keys sorted, no spaces, ASCII."""
    return json.dumps(value, separators=(",", ":"), sort_keys=True, ensure_ascii=True)
