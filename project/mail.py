"""How e-mail leaves the studio: by the server that one address names, or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
PATIENCE = 15
"""Seconds that a page waits for the server."""


@dataclass(frozen=True)
class Mail:
    """Django's settings for one SMTP server; ``backend`` sends nothing without one."""

    backend: str = "django.core.mail.backends.dummy.EmailBackend"
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""
    starts_tls: bool = False
    is_tls: bool = False


def mail_of(address: str) -> Mail:
    """``smtp://``, ``smtp+tls://`` (STARTTLS) or ``smtps://user:password@host:port``."""
    if not address:
        return Mail()
    parts = urlsplit(address)
    return Mail(
        backend="django.core.mail.backends.smtp.EmailBackend",
        host=parts.hostname or "localhost",
        port=parts.port or PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starts_tls=parts.scheme == "smtp+tls",
        is_tls=parts.scheme == "smtps",
    )
