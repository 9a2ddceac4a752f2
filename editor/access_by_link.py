"""How to reach a picture with nothing but a signed address: as far as its issuer still may."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.http import Http404
from django.utils import timezone

from editor import access
from editor.picture_links import PictureLink, opened
from jobs.models import Artifact

UNKNOWN = "There is no such link. Copy the whole of it and try again."
ENDED = "This link works no longer. Ask whoever gave it to you for a new one."
"""The same for what expired and for what its issuer lost: a link tells nothing of the picture."""


class LinkEnded(Exception):
    """The address is one of ours, and its time or its issuer's access is over."""


@dataclass(frozen=True)
class LinkedPicture:
    """A picture, the address it was reached by, and for how many seconds that goes on."""

    artifact: Artifact
    link: PictureLink
    seconds_left: int


def link_of(text: str) -> PictureLink:
    """What an address says; ``Http404`` for a forged or changed one."""
    link = opened(text)
    if link is None:
        raise Http404(UNKNOWN)
    return link


def picture_by(link: PictureLink) -> LinkedPicture:
    """The picture, if whoever gave the address out may see it now; ``LinkEnded`` if not."""
    left = int((link.expires_at - timezone.now()).total_seconds())
    issuer = User.objects.filter(pk=link.issuer_id).first()
    if left <= 0 or issuer is None:
        raise LinkEnded(ENDED)
    try:
        artifact = access.artifact_for(issuer, link.project_id, link.digest)
    except Http404:
        raise LinkEnded(ENDED) from None
    return LinkedPicture(artifact, link, left)
