"""The signed part of an invitation's link: the row's id, which nobody else can sign."""

from __future__ import annotations

from uuid import UUID

from django.core.signing import BadSignature, Signer

from editor.models import Invitation

SALT = "editor.invitation"


def signed(invitation: Invitation) -> str:
    """What stands at the end of the link; the row says until when and how often it works."""
    return Signer(salt=SALT).sign(invitation.pk.hex)


def opened(link: str) -> UUID | None:
    """The invitation's id; None for what we did not sign."""
    try:
        return UUID(Signer(salt=SALT).unsign(link))
    except (BadSignature, ValueError):
        return None
