"""A project's target for colour and contrast: the looks there are, and a picture to match."""

from __future__ import annotations

from uuid import UUID

import cv2
import numpy as np
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from editor import access
from editor.actions.errors import ActionError
from editor.actions.targets import aim_at_look, aim_at_nothing, aim_at_picture
from editor.models import Candidate, Project
from editor.pages.pictures import picture_answer
from jobs import target_previews, thumbnails
from jobs.stages.colour_profile import ColourProfile
from jobs.stages.looks import LOOKS

SHOWN = 4
"""Candidates that the current target is shown on."""


class TargetForm(forms.Form):
    """A look by name, or a picture, or ``clear`` for no target."""

    look = forms.CharField(required=False, max_length=40)
    file = forms.FileField(required=False, allow_empty_file=True)
    clear = forms.BooleanField(required=False)


@login_required
@require_http_methods(["GET", "POST"])
def target(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """What the project aims at; leads and administrators change it."""
    project = access.project_for(request.user, project_id)
    form = TargetForm()
    if request.method == "POST":
        person = access.demand(request.user, project, "can_manage")
        form = TargetForm(request.POST, request.FILES)
        if form.is_valid() and _changed(request, form, project, person):
            return redirect("project-target", project.id)
    newest = Candidate.objects.filter(project=project).order_by("-added_at")[:SHOWN]
    picture = project.target_picture
    context = {
        "project": project,
        "may": access.permissions(request.user, project),
        "looks": [(name, words) for name, (words, _) in LOOKS.items()],
        "candidates": newest,
        "palette": palette(target_previews.profile_of(picture.digest)) if picture else (),
        "form": form,
    }
    return render(request, "pages/target.html", context, status=400 if form.errors else 200)


@login_required
@require_safe
def preview(request: HttpRequest, project_id: UUID, digest: str, target: str) -> HttpResponseBase:
    """A picture of the project, small, with a look or with the project's own target."""
    found = access.artifact_for(request.user, project_id, digest)
    project = access.project_for(request.user, project_id)
    if target not in LOOKS and target != project.target:
        raise Http404("There is no such target in this project.")
    data, _ = target_previews.preview(found.digest, target)
    return picture_answer(request, data, thumbnails.MEDIA_TYPE, etag=f"{digest}-{target}")


def palette(profile: ColourProfile) -> tuple[str, ...]:
    """The profile's colours as a page writes them, from dark to light."""
    lab = np.asarray(sorted(profile.palette), np.float32)[None]
    rgb = np.clip(np.rint(255 * cv2.cvtColor(lab, cv2.COLOR_Lab2RGB)), 0, 255).astype(int)
    return tuple(f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue in rgb[0])


def _changed(request: HttpRequest, form: TargetForm, project: Project, person: User) -> bool:
    """Do what the form asks, and say so; what is refused stands beside its field."""
    file = form.cleaned_data["file"]
    try:
        if form.cleaned_data["clear"]:
            aim_at_nothing(project=project, by=person)
            messages.success(request, "Colour and contrast stay as they are from now on.")
        elif file is not None:
            aim_at_picture(
                project=project, data=file.read(), file_name=file.name or "target", by=person
            )
            messages.success(request, "Renders match this picture from now on.")
        else:
            aim_at_look(project=project, look=form.cleaned_data["look"], by=person)
            messages.success(request, f"Renders look {project.target_look} from now on.")
    except ActionError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return False
    return True
