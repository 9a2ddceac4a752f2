"""What the studio signs with, as its settings say."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from editor.credentials.given import CredentialSettings


def credential_settings() -> CredentialSettings:
    """The setting ``CREDENTIALS``."""
    configured: dict[str, Any] = settings.CREDENTIALS
    return CredentialSettings(**configured)
