"""The mask editor: a candidate's picture, the mask over it, and what is to fill it."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from editor import access
from editor.models import Candidate, Proof
from editor.pages.mask_beginnings import beginning
from jobs import progress


@login_required
@require_safe
def mask_editor(request: HttpRequest, candidate_id: UUID) -> HttpResponse:
    """The editor; ``?from=`` names a proof of this candidate to begin from."""
    found = access.candidate_for(request.user, candidate_id)
    access.demand(request.user, found.project, "can_render")
    after = progress.last_number(found.project.stream)
    proof = _named(request, found)
    context = {
        "candidate": found,
        "project": found.project,
        "after": after,
        "proof": proof,
        "beginning": beginning(found, proof).as_json(found),
    }
    return render(request, "pages/mask_editor.html", context)


def _named(request: HttpRequest, candidate: Candidate) -> Proof | None:
    named = request.GET.get("from", "")
    if not named:
        return None
    proof = access.proof_for(request.user, named)
    if proof.candidate_id != candidate.pk:
        raise Http404("This proof is of another picture.")
    return proof
