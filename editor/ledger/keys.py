"""The ledger's key: signs heads, seals entries; made once, and never in the database."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SEAL_INFO = b"imprimatur ledger seal 1"


class KeyFault(Exception):
    """The key file cannot be used; the text says what to do."""


@dataclass(frozen=True)
class LedgerKey:
    """An Ed25519 key, and the secret for sealing entries that is derived from it."""

    private: Ed25519PrivateKey = field(repr=False)

    @cached_property
    def public_key(self) -> str:
        """The public half, 64 hexadecimal digits."""
        return self.private.public_key().public_bytes_raw().hex()

    @cached_property
    def seal_key(self) -> bytes:
        """32 bytes for ``seal_of``: HKDF-SHA256 (RFC 5869) of the private key."""
        derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=SEAL_INFO)
        return derived.derive(self.private.private_bytes_raw())

    def sign(self, text: bytes) -> bytes:
        """64 bytes."""
        return self.private.sign(text)


@lru_cache(maxsize=8)
def ledger_key(path: Path) -> LedgerKey:
    """The key in a PEM file (PKCS #8, no password), made with mode 0600 when there is none."""
    if not path.exists():
        _make(path)
    try:
        private = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise KeyFault(
            f"The ledger's key {path} cannot be read ({error}): expected an Ed25519 key in PEM "
            "without a password. Restore it from a backup; entries are sealed with it."
        ) from error
    if not isinstance(private, Ed25519PrivateKey):
        raise KeyFault(f"The ledger's key {path} is not an Ed25519 key: restore the right one.")
    return LedgerKey(private)


def _make(path: Path) -> None:
    """Write a new key whole under another name first: a reader never meets half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        # A link fails where another process was first: its key stands then.
        os.link(unfinished, path)
    except FileExistsError:
        return
    finally:
        unfinished.unlink()
