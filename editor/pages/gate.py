"""How strict a project's gate is, and where its thresholds come from."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from editor import access
from editor.actions.errors import ActionError
from editor.actions.gate_profiles import make_profile, set_gate_profile
from editor.models import GateProfile
from editor.pages.pictures import picture_answer
from editor.queries.gate_profiles import profiles
from jobs.artifacts import digest_of
from jobs.calibration import in_force
from jobs.calibration.view import view_of
from jobs.stages.gate.profiles import Profile
from jobs.stages.gate.registry import CHECKS

LARGEST_FILE = 64 * 1024
"""Bytes of a profile that are read; one has a line a check."""


class ProfileForm(forms.Form):
    """A shipped profile's name."""

    profile = forms.CharField(max_length=40)


@login_required
@require_http_methods(["GET", "POST"])
def project_gate(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """The profiles beside each other, and which the project has; leads change it."""
    project = access.project_for(request.user, project_id)
    form = ProfileForm(request.POST or None)
    if request.method == "POST":
        person = access.demand(request.user, project, "can_manage")
        if form.is_valid():
            name = form.cleaned_data["profile"]
            try:
                set_gate_profile(project=project, name=name, by=person)
            except ActionError as error:
                form.add_error("profile", error.message)
            else:
                messages.success(request, f"Renders are gated with the profile {name} from now on.")
                return redirect("project-gate", project.id)
    context = {
        "project": project,
        "may": access.permissions(request.user, project),
        "profiles": profiles(),
        "rows": [threshold_row(name, profiles()) for name in CHECKS],
        "form": form,
    }
    return render(request, "pages/project_gate.html", context, status=400 if form.errors else 200)


def threshold_row(name: str, shown: tuple[Profile, ...]) -> tuple[str, str, list[str]]:
    """A check's title, its unit and its threshold in each profile."""
    check = CHECKS[name]
    return check.title, check.unit, [f"{one.thresholds[name]:g}" for one in shown]


class NewProfileForm(forms.Form):
    """A profile's file, as ``gate_calibrate`` writes it, and where it comes from."""

    file = forms.FileField()
    note = forms.CharField(max_length=500)


@login_required
@require_http_methods(["GET", "POST"])
def calibration(request: HttpRequest) -> HttpResponse:
    """Curves, confusion, examples, and the studio's own profiles, which administrators add."""
    form = NewProfileForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        person = access.demand_admin(request.user)
        if form.is_valid() and _made(request, form, person):
            return redirect("gate-calibration")
    report = in_force.report()
    version = report.version if report else 1
    context = {
        "view": view_of(report) if report else None,
        "folder": reverse("gate-example", args=[version, "_"]).removesuffix("_/"),
        "ending": "/",
        "form": form,
        "own": GateProfile.objects.select_related("made_by"),
        "may_add": access.is_admin(request.user),
    }
    return render(request, "pages/calibration.html", context, status=400 if form.errors else 200)


def _made(request: HttpRequest, form: NewProfileForm, person: User) -> bool:
    """Keep the profile, and say so; what is refused stands beside its field."""
    data = form.cleaned_data["file"].read(LARGEST_FILE).decode("utf-8", errors="replace")
    try:
        made = make_profile(data=data, note=form.cleaned_data["note"], by=person)
    except ActionError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return False
    messages.success(request, f"The profile {made} can be chosen from now on.")
    return True


@login_required
@require_safe
def example(request: HttpRequest, version: int, name: str) -> HttpResponseBase:
    """One example's picture; the address holds the version, so that it may be kept for good."""
    report, data = in_force.report(), in_force.example(name)
    if report is None or report.version != version or data is None:
        raise Http404("There is no such example.")
    return picture_answer(request, data, in_force.MEDIA_TYPE, etag=digest_of(data))
