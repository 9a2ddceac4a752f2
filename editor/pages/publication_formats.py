"""The formats and sizes that a project publishes in."""

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
from editor.actions.publication_formats import add_format, remove_format
from editor.credentials.configured import credential_settings
from editor.credentials.errors import CredentialError
from editor.credentials.identity import Identity, identity
from editor.models import Project
from editor.pages.forms import PublicationFormatForm


@login_required
@require_http_methods(["GET", "POST"])
def publication_formats(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """The formats, and who signs them; leads and administrators change them."""
    project = access.project_for(request.user, project_id)
    form = PublicationFormatForm(request.POST or None)
    if request.method == "POST":
        person = access.demand(request.user, project, "can_manage")
        if form.is_valid() and _added(request, form, project, person):
            return redirect("publication-formats", project.id)
    signer, fault = _signer()
    context = {
        "project": project,
        "may": access.permissions(request.user, project),
        "formats": project.publication_formats.select_related("added_by"),
        "form": form,
        "signer": signer,
        "signer_fault": fault,
    }
    status = 400 if form.errors else 200
    return render(request, "pages/publication_formats.html", context, status=status)


@login_required
@require_POST
def remove(request: HttpRequest, project_id: UUID, format_id: UUID) -> HttpResponse:
    """Publish in a format no longer."""
    row = access.publication_format_for(request.user, project_id, format_id)
    person = access.demand(request.user, row.project, "can_manage")
    title = row.title
    remove_format(row=row, by=person)
    messages.success(request, f"{title} is no longer published.")
    return redirect("publication-formats", project_id)


def _added(
    request: HttpRequest, form: PublicationFormatForm, project: Project, person: User
) -> bool:
    """Add what the form holds, and say so; what is refused stands beside its field."""
    try:
        row = add_format(project=project, by=person, **form.cleaned_data)
    except ActionError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return False
    messages.success(request, f"{row.title} is published from now on.")
    return True


def _signer() -> tuple[Identity | None, str]:
    """Who would sign now, or why nobody can."""
    try:
        return identity(credential_settings()), ""
    except CredentialError as error:
        return None, str(error)
