"""What signing and reading are given: certificates, keys and anchors, as text or as files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from editor.credentials.errors import CredentialError


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


def pem_of(value: str, variable: str) -> str:
    """PEM text, given itself or by the path of its file; raises ``CredentialError``."""
    if "-----BEGIN" in value:
        return value
    try:
        return Path(value).read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise CredentialError(
            f"{variable} names '{value[:200]}', which cannot be read "
            f"({type(error).__name__}): give a PEM file's path, or PEM text."
        ) from error
