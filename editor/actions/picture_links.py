"""Giving out an address under which a picture can be fetched for a while without a sign-in."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from editor import access
from editor.actions.errors import ActionError
from editor.ledger.append import append
from editor.ledger.candidate_kinds import PictureLinkMade
from editor.models import Project
from editor.picture_links import WHOLE, PictureLink
from jobs.thumbnails import WIDTHS

USUAL_HOURS = 1
PICTURES = "image/"


def most_hours() -> int:
    """How long an address may work at most, as the studio is set up; 0 gives out none."""
    return int(settings.PICTURE_LINK_HOURS)


@transaction.atomic
def make_picture_link(
    *, project: Project, digest: str, by: User, hours: int = USUAL_HOURS, width: int = WHOLE
) -> PictureLink:
    """An address for whoever the person hands it to; it ends with their own access too.

    Raises ``ActionError`` for a time or a size that is not given out, and for what is no picture;
    ``Http404`` for what the person cannot see.
    """
    artifact = access.artifact_for(by, project.pk, digest)
    if not most_hours():
        raise ActionError("This studio gives out no links to pictures. Hand on the file instead.")
    if not 1 <= hours <= most_hours():
        raise ActionError(f"A link lasts from 1 to {most_hours()} hours, not {hours}.", "hours")
    if width not in (WHOLE, *WIDTHS):
        allowed = ", ".join(map(str, WIDTHS))
        raise ActionError(f"Widths are {allowed}, or {WHOLE} for the whole picture.", "width")
    if not artifact.media_type.startswith(PICTURES):
        raise ActionError("Links are for pictures; this is a record. Download it instead.")
    now = timezone.now().replace(microsecond=0)
    link = PictureLink(project.pk, digest, width, now + timedelta(hours=hours), by.pk)
    append(
        by=by,
        project=project,
        subject=f"artifact:{digest}",
        body=PictureLinkMade(digest=digest, width=width, expires_at=link.expires_at.isoformat()),
    )
    return link
