"""Secrets of webhooks: made, kept so that they can sign, and the signature itself.

After the Standard Webhooks specification (standardwebhooks.com): ``whsec_`` and base64, HMAC-SHA256
over ``id.timestamp.body``, several signatures side by side while a secret is being replaced.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable

from editor import sealing

PREFIX = "whsec_"
PURPOSE = "webhook secrets"
LENGTH = 32


class SecretUnreadable(Exception):
    """The stored secret does not open with this studio's key; the text says what to do."""


def new_secret() -> str:
    """256 random bits in the form that receivers' libraries take."""
    return PREFIX + base64.b64encode(secrets.token_bytes(LENGTH)).decode("ascii")


def seal(secret: str) -> str:
    """The secret as it is stored: encrypted, since signing needs it back."""
    return sealing.seal(secret, purpose=PURPOSE)


def unseal(sealed: str) -> str:
    """The secret; ``SecretUnreadable`` when ``SECRET_KEY`` is another than when it was sealed."""
    try:
        return sealing.unseal(sealed, purpose=PURPOSE)
    except sealing.Unreadable:
        raise SecretUnreadable(
            "The secret cannot be read: the studio's IMPRIMATUR_SECRET_KEY was changed. "
            "Replace the secret on the webhook's page."
        ) from None


def signatures(held: Iterable[str], *, message_id: str, timestamp: int, body: str) -> str:
    """The value of ``webhook-signature``: one ``v1`` signature for each secret."""
    signed = f"{message_id}.{timestamp}.{body}".encode()
    return " ".join(f"v1,{_signature(secret, signed)}" for secret in held)


def _signature(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode("ascii")
