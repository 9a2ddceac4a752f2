"""A project's stored pictures, whole and small, for its members."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from editor import access
from editor.pages.pictures import picture_answer
from jobs import artifacts, thumbnails


@login_required
@require_safe
def artifact(request: HttpRequest, project_id: UUID, digest: str) -> HttpResponseBase:
    """An artifact's own bytes."""
    found = access.artifact_for(request.user, project_id, digest)
    return picture_answer(request, artifacts.read(found.digest), found.media_type, etag=digest)


@login_required
@require_safe
def thumbnail(request: HttpRequest, project_id: UUID, digest: str) -> HttpResponseBase:
    """A picture made small, at one of the fixed widths."""
    found = access.artifact_for(request.user, project_id, digest)
    width = request.GET.get("width", "320")
    try:
        data = thumbnails.thumbnail(found.digest, int(width))
    except ValueError as error:
        raise Http404(f"There is no thumbnail of width {width}.") from error
    return picture_answer(request, data, thumbnails.MEDIA_TYPE, etag=f"{digest}-{width}")
