"""A candidate: its picture with the text found on it, its facts and its renders."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from editor import access, queries
from editor.actions.candidates import clear_drawn_mask
from editor.pages.forms import RenderForm
from editor.pages.origins import origin_view
from editor.pages.picture_links import offered
from editor.pages.plans import render_context
from jobs import progress


@login_required
@require_safe
def candidate(request: HttpRequest, candidate_id: UUID) -> HttpResponse:
    """The candidate; ``?part=rail`` and ``?part=picture`` are what a live page fetches again."""
    found = access.candidate_for(request.user, candidate_id)
    after = progress.last_number(found.project.stream)
    may = access.permissions(request.user, found.project)
    context = {
        "page": queries.candidate_page(found),
        "candidate": found,
        "project": found.project,
        "may": may,
        "after": after,
        "origin": origin_view(found),
        "here": request.path,
        "link_times": offered(),
    }
    if request.GET.get("part") == "desk":
        return render(request, "pages/candidate_desk.html", context)
    if may.can_render:
        context |= render_context(found, RenderForm(), read=False)
    return render(request, "pages/candidate.html", context)


@login_required
@require_POST
def mask(request: HttpRequest, candidate_id: UUID) -> HttpResponse:
    """Forget the drawn mask."""
    found = access.candidate_for(request.user, candidate_id)
    person = access.demand(request.user, found.project, "can_add")
    clear_drawn_mask(candidate=found, by=person)
    messages.success(request, "The drawn mask is no longer used. Renders made with it keep it.")
    return redirect("candidate", found.id)
