"""What the studio signs with, as its settings say."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings


@dataclass(frozen=True)
class CredentialSettings:
    """Where the certificate and the key are, and whom a reader trusts.

    ``certificates``, ``key`` and ``anchors`` are PEM text or the path of a PEM file. ``callback``
    is the dotted path of a function that signs bytes with a key that never comes here.
    """

    folder: Path
    certificates: str = ""
    key: str = ""
    callback: str = ""
    timestamp_url: str = ""
    anchors: str = ""


def credential_settings() -> CredentialSettings:
    """The setting ``CREDENTIALS``."""
    configured: dict[str, Any] = settings.CREDENTIALS
    return CredentialSettings(**configured)
