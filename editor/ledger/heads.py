"""A head: how far the ledger had come at some time, signed, to be kept elsewhere."""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import Field

from editor.ledger.entry import canonical
from editor.ledger.keys import LedgerKey
from jobs.stages.contract import Frozen

HEXADECIMAL = r"^[0-9a-f]{64}$"
DOMAIN = "imprimatur ledger head 1\n"
"""Precedes what is signed, so that no other signature of this key can pass for a head."""


class Head(Frozen):
    """The newest entry's number and hash at a moment, signed with Ed25519 (RFC 8032).

    Whoever keeps a head can tell later whether anything up to its entry was changed, and whether
    entries are missing from the end.
    """

    number: int = Field(ge=1)
    hash: str = Field(pattern=HEXADECIMAL)
    at: str = Field(max_length=27, description="UTC, ISO 8601")
    public_key: str = Field(pattern=HEXADECIMAL, description="Ed25519, hexadecimal")
    signature: str = Field(pattern=r"^[0-9a-f]{128}$", description="over what `signed_text` gives")


def sign(key: LedgerKey, *, number: int, hash: str, at: str) -> Head:
    """A signed head."""
    text = signed_text(number, hash, at, key.public_key)
    return Head(
        number=number,
        hash=hash,
        at=at,
        public_key=key.public_key,
        signature=key.sign(text).hex(),
    )


def is_signed_by(head: Head, public_key: str) -> bool:
    """Whether this key, 64 hexadecimal digits, signed exactly this head."""
    if head.public_key != public_key:
        return False
    text = signed_text(head.number, head.hash, head.at, head.public_key)
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(
            bytes.fromhex(head.signature), text
        )
    except (InvalidSignature, ValueError):
        # A stored head may have been tampered with into something that is no signature at all.
        return False
    return True


def signed_text(number: int, hash: str, at: str, public_key: str) -> bytes:
    """The bytes that a head's signature is over."""
    return (DOMAIN + canonical([number, hash, at, public_key])).encode("ascii")
