"""An exploration, live: its samples one by one, and what conditions them."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from editor import access
from editor.models import Exploration
from editor.pages.exploration_views import Shown, exploration_view
from jobs import progress


@login_required
@require_safe
def exploration(request: HttpRequest, exploration_id: UUID) -> HttpResponse:
    """The exploration; ``?part=desk`` is what a live page fetches again."""
    found = access.exploration_for(request.user, exploration_id)
    # Read before the rest: what happens meanwhile is then told again, never lost.
    after = progress.last_number(found.project.stream)
    found.job.refresh_from_db()
    view = exploration_view(found, _shown(request, found))
    context = {
        "view": view,
        "project": found.project,
        "may": access.permissions(request.user, found.project),
        "after": after,
        "here": f"{request.path}?{view.shown.query}",
    }
    part = request.GET.get("part") == "desk"
    template = "pages/exploration_desk.html" if part else "pages/exploration.html"
    return render(request, template, context)


def _shown(request: HttpRequest, found: Exploration) -> Shown:
    """While samples come nothing is stacked: a sample would leave the place it came to."""
    by_itself = "yes" if found.job.is_over else "no"
    return Shown(
        picked_only=request.GET.get("show") == "picked",
        stacked=request.GET.get("stacked", by_itself) == "yes",
        open=request.GET.get("open", ""),
    )
