"""Picking a candidate, and taking the pick back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from editor import access
from editor.actions import explorations as actions
from editor.actions.errors import ActionError


@login_required
@require_POST
def pick(request: HttpRequest, candidate_id: UUID) -> HttpResponse:
    """Pick with ``picked=yes``, unpick with anything else; then back to where it was asked."""
    candidate = access.candidate_for(request.user, candidate_id)
    person = access.demand(request.user, candidate.project, "can_add")
    action = actions.pick if request.POST.get("picked") == "yes" else actions.unpick
    try:
        action(candidate=candidate, by=person)
    except ActionError as error:
        messages.error(request, error.message)
    back = request.POST.get("back", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return redirect(back)
    return redirect("candidate", candidate.id)
