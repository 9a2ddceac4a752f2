"""A publication's archive, for those who audit."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from editor import access
from editor.actions.errors import ActionError
from editor.archive.writing import archive, name_of
from editor.streamed import Streamed
from jobs.artifacts import ArtifactError


@login_required
@never_cache
@require_safe
def publication_archive(request: HttpRequest, slug: str) -> HttpResponseBase:
    """One ZIP of everything behind a publication, sent as it is made."""
    access.demand_audit(request.user)
    publication = access.published(slug)
    try:
        pieces = archive(publication)
    except (ActionError, ArtifactError) as error:
        messages.error(request, f"No archive was made: {error}")
        return redirect("proof-story", publication.proof_id)
    answer = Streamed(pieces, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{name_of(publication)}"'
    return answer
