"""A project's gallery: its candidates, live, and the upload of many."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from editor import access, evidence, queries
from editor.actions.candidates import add_candidate
from editor.actions.errors import ActionError
from editor.models import Project
from jobs import progress

TILES_A_PAGE = 60


@login_required
@require_http_methods(["GET", "POST"])
def project(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """The gallery; ``?part=grid`` is the grid alone, which a live page fetches again."""
    found = access.project_for(request.user, project_id)
    if request.method == "POST":
        return _upload(request, found)
    # Read before the rest: what happens meanwhile is then told again, never lost.
    after = progress.last_number(found.stream)
    tiles = Paginator(queries.gallery(found), TILES_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "project": found,
        "may": access.permissions(request.user, found),
        "tiles": tiles,
        "lines": evidence.lines_found(tile.id for tile in tiles),
        "after": after,
    }
    part = request.GET.get("part") == "grid"
    return render(request, "pages/gallery_grid.html" if part else "pages/gallery.html", context)


def _upload(request: HttpRequest, project: Project) -> HttpResponse:
    """Take each file by itself: one that is refused keeps none of the others out."""
    person = access.demand(request.user, project, "can_add")
    files = request.FILES.getlist("file")
    if not files:
        messages.error(request, "No file was chosen. Choose one or more pictures to add.")
    for file in files:
        name = file.name or "picture"
        try:
            candidate = add_candidate(project=project, data=file.read(), name=name, added_by=person)
        except ActionError as error:
            messages.error(request, f"{name} was not added. {error.message}")
        else:
            messages.success(request, f"{candidate.name} was added.")
    return redirect("project", project.id)
