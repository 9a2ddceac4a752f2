"""A project's registered marks: what is looked for on its pictures beside text."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from editor import access
from editor.actions.errors import ActionError
from editor.actions.marks import add_mark, remove_mark
from editor.models import Project
from editor.pages.forms import MarkForm


@login_required
@require_http_methods(["GET", "POST"])
def marks(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """The marks; leads add them."""
    project = access.project_for(request.user, project_id)
    form = MarkForm()
    if request.method == "POST":
        person = access.demand(request.user, project, "can_manage")
        form = MarkForm(request.POST, request.FILES)
        if form.is_valid() and _added(request, form, project, person):
            return redirect("project-marks", project.id)
    context = {
        "project": project,
        "may": access.permissions(request.user, project),
        "marks": project.marks.select_related("picture", "added_by"),
        "form": form,
    }
    return render(request, "pages/marks.html", context, status=400 if form.errors else 200)


@login_required
@require_POST
def remove(request: HttpRequest, project_id: UUID, mark_id: UUID) -> HttpResponse:
    """Take a mark out."""
    mark = access.mark_for(request.user, project_id, mark_id)
    person = access.demand(request.user, mark.project, "can_manage")
    remove_mark(mark=mark, by=person)
    messages.success(request, f"{mark.name} is no longer looked for.")
    return redirect("project-marks", project_id)


def _added(request: HttpRequest, form: MarkForm, project: Project, person: User) -> bool:
    """Register what the form holds, and say so; what is refused stands beside its field."""
    file = form.cleaned_data["file"]
    try:
        mark = add_mark(
            project=project,
            data=file.read(),
            name=form.cleaned_data["name"],
            file_name=file.name or "mark",
            added_by=person,
        )
    except ActionError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return False
    messages.success(request, f"{mark.name} is looked for from now on.")
    return True
