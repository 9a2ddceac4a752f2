"""What a picture's signed address says: which picture, in which size, until when, by whom.

The address is all there is of it: no row stands behind it, so a forged one meets nothing that
could tell whether the picture exists.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.core.signing import BadSignature, Signer

SALT = "editor.picture-link"
"""No other signed thing of the studio can be taken for an address, nor the other way round."""
WHOLE = 0
"""The width of the picture's own bytes."""


@dataclass(frozen=True)
class PictureLink:
    """``width`` is one of the thumbnails', or ``WHOLE``; ``expires_at`` is to the second."""

    project_id: UUID
    digest: str
    width: int
    expires_at: datetime
    issuer_id: int


def signed(link: PictureLink) -> str:
    """What stands at the end of the address (HMAC-SHA256 under the studio's secret key)."""
    ends = int(link.expires_at.timestamp())
    said = (link.project_id.hex, link.digest, link.width, ends, link.issuer_id)
    return Signer(salt=SALT).sign(".".join(map(str, said)))


def opened(text: str) -> PictureLink | None:
    """What an address says; None for one that we did not sign."""
    try:
        said = Signer(salt=SALT).unsign(text)
    except BadSignature:
        return None
    project, digest, width, ends, issuer = said.split(".")
    return PictureLink(
        project_id=UUID(project),
        digest=digest,
        width=int(width),
        expires_at=datetime.fromtimestamp(int(ends), UTC),
        issuer_id=int(issuer),
    )
