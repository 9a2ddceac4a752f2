"""The review queue: what waits for this person's verdict, longest wait first, and who has it."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from editor import access, queries
from editor.actions import claims
from editor.actions.errors import ActionError
from editor.queries import Show


class QueueForm(forms.Form):
    """Which part of the queue to look at."""

    show = forms.ChoiceField(choices=[(show.value, show.tab) for show in Show], required=False)
    project = forms.UUIDField(required=False)


@login_required
@require_safe
def reviews(request: HttpRequest) -> HttpResponse:
    """Proofs to decide on, and apart from them those that the gate blocked."""
    person = access.person(request.user)
    form = QueueForm(request.GET)
    wish = form.cleaned_data if form.is_valid() else {}
    show = Show(wish.get("show") or Show.OPEN)
    project = wish.get("project")
    context = {
        "queue": queries.queue_page(person, show, project),
        "show": show,
        "chosen": project,
        "blocked": queries.blocked_proofs(person),
    }
    return render(request, "pages/reviews.html", context)


@login_required
@require_POST
def claim(request: HttpRequest, proof_id: UUID) -> HttpResponse:
    """Take a proof on, and open it; whoever comes second is told who was first."""
    proof = access.proof_for(request.user, proof_id)
    person = access.demand(request.user, proof.candidate.project, "can_review")
    try:
        claims.claim(proof=proof, by=person)
    except ActionError as error:
        messages.error(request, error.message)
    return redirect("proof", proof.id)


@login_required
@require_POST
def release(request: HttpRequest, proof_id: UUID) -> HttpResponse:
    """Let a proof go again."""
    proof = access.proof_for(request.user, proof_id)
    person = access.demand(request.user, proof.candidate.project, "can_review")
    try:
        claims.release(proof=proof, by=person)
    except ActionError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "Released. Any reviewer of the project can claim it.")
    return redirect("proof", proof.id)
