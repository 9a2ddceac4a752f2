"""The text that may stay on a project's pictures, and its history."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from editor import access
from editor.actions.allowed_texts import allow_text, withdraw_text
from editor.actions.errors import ActionError
from editor.models import Project


class AllowedTextForm(forms.Form):
    """A text that may stay, or with ``withdraw`` the entry that ends."""

    text = forms.CharField(required=False)
    withdraw = forms.UUIDField(required=False)


@login_required
@require_http_methods(["GET", "POST"])
def allowed_texts(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """The texts in force and those withdrawn; leads and administrators change them."""
    project = access.project_for(request.user, project_id)
    form = AllowedTextForm(request.POST or None)
    if request.method == "POST":
        person = access.demand(request.user, project, "can_manage")
        if form.is_valid() and _changed(request, form, project, person):
            return redirect("allowed-texts", project.id)
    rows = project.allowed_texts.select_related("added_by", "withdrawn_by")
    context = {
        "project": project,
        "may": access.permissions(request.user, project),
        "in_force": rows.filter(withdrawn_at__isnull=True).order_by("text"),
        "withdrawn": rows.filter(withdrawn_at__isnull=False).order_by("-withdrawn_at"),
        "form": form,
    }
    return render(request, "pages/allowed_texts.html", context, status=400 if form.errors else 200)


def _changed(request: HttpRequest, form: AllowedTextForm, project: Project, person: User) -> bool:
    """Do what the form asks, and say so; what is refused stands beside its field."""
    try:
        if form.cleaned_data["withdraw"]:
            allowed = access.allowed_text_for(request.user, form.cleaned_data["withdraw"])
            withdraw_text(allowed=allowed, by=person)
            messages.success(request, f"“{allowed.text}” is removed again from now on.")
        else:
            allowed = allow_text(project=project, text=form.cleaned_data["text"], by=person)
            messages.success(request, f"“{allowed.text}” stays from now on.")
    except ActionError as error:
        form.add_error("text", error.message)
        return False
    return True
