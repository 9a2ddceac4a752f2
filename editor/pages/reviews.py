"""The review queue: what waits for this person's verdict, longest wait first."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from editor import access, queries


@login_required
@require_safe
def reviews(request: HttpRequest) -> HttpResponse:
    """Proofs to decide on, and apart from them those that the gate blocked."""
    person = access.person(request.user)
    context = {
        "waiting": queries.review_queue(person),
        "blocked": queries.blocked_proofs(person),
    }
    return render(request, "pages/reviews.html", context)
