"""Waiving one finding of the gate from the proof's page."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from editor import access
from editor.actions.errors import ActionError
from editor.actions.waivers import waive as waive_finding
from editor.pages.forms import WaiverForm


@login_required
@require_POST
def waive(request: HttpRequest, proof_id: UUID) -> HttpResponse:
    """Let one finding pass, and go back to the proof; what is refused is said there."""
    found = access.proof_for(request.user, proof_id)
    person = access.demand(request.user, found.candidate.project, "can_review")
    form = WaiverForm(request.POST)
    if not form.is_valid():
        field, words = next(iter(form.errors.items()))
        messages.error(request, f"Nothing was waived: {field.replace('_', ' ')}: {words[0]}")
        return redirect("proof", found.id)
    given = form.cleaned_data
    try:
        made = waive_finding(
            proof=found,
            by=person,
            check=given["check_name"],
            box=given["box"],
            reason=given["reason"],
            digest=given["digest"],
        )
    except ActionError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"Waived: {made.finding}.")
    return redirect("proof", found.id)
