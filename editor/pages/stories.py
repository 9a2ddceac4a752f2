"""A proof's whole story, from prompt or upload to published bytes."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from editor import access
from editor.pages.story_views import story_view
from editor.story.whole import story_of


@login_required
@require_safe
def story(request: HttpRequest, proof_id: UUID) -> HttpResponse:
    """The graph as a map and as a list, without a script; ``?whole=1`` leaves nothing out."""
    proof = access.proof_for(request.user, proof_id)
    project = proof.candidate.project
    context = {
        "proof": proof,
        "candidate": proof.candidate,
        "project": project,
        "may": access.permissions(request.user, project),
        "may_archive": access.sees_all(request.user),
        "view": story_view(story_of(proof, whole="whole" in request.GET), project),
    }
    return render(request, "pages/story.html", context)
