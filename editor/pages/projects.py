"""The list of projects, and a new one."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from editor import access, queries
from editor.actions.errors import ActionError
from editor.actions.projects import create_project
from editor.pages.forms import ProjectForm
from jobs import recipes


@login_required
@require_safe
def projects(request: HttpRequest) -> HttpResponse:
    """The projects a person sees."""
    cards = queries.projects_of(request.user)
    return render(request, "pages/projects.html", {"cards": cards})


@login_required
@require_http_methods(["GET", "POST"])
def project_new(request: HttpRequest) -> HttpResponse:
    """A new project, led by whoever creates it."""
    person = access.demand_no_auditor(request.user)
    form = ProjectForm(request.POST or None, initial={"recipe": "publish"})
    if form.is_valid():
        try:
            project = create_project(created_by=person, **form.cleaned_data)
        except ActionError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, f"“{project.name}” is there. Add its first pictures.")
            return redirect("project", project.id)
    shipped = [recipes.load(name) for name in recipes.names()]
    # What is rendered through unless a person says otherwise must not wait for their drawing.
    offered = [recipe for recipe in shipped if not recipe.needs_drawn_mask]
    context = {"form": form, "recipes": offered, "chosen": form["recipe"].value()}
    return render(request, "pages/project_new.html", context, status=400 if form.errors else 200)
