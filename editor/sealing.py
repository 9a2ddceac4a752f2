"""What the studio keeps and has to read back is encrypted, each kind with a key of its own.

The keys come from ``SECRET_KEY`` by HKDF (RFC 5869), so that one key of the studio guards all and a
copy of the database alone tells nothing.
"""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class Unreadable(Exception):
    """What was sealed does not open with this studio's key."""


def seal(secret: str, *, purpose: str) -> str:
    """The secret as it is stored."""
    return _box(purpose).encrypt(secret.encode("ascii")).decode("ascii")


def unseal(sealed: str, *, purpose: str) -> str:
    """The secret; ``Unreadable`` when ``SECRET_KEY`` is another than when it was sealed."""
    try:
        return _box(purpose).decrypt(sealed.encode("ascii")).decode("ascii")
    except InvalidToken:
        raise Unreadable from None


def _box(purpose: str) -> Fernet:
    info = f"imprimatur {purpose} 1".encode()
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=info)
    return Fernet(base64.urlsafe_b64encode(derive.derive(settings.SECRET_KEY.encode())))
