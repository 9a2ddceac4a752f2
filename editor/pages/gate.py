"""How the gate's thresholds were set, for everyone who has to rely on them."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from editor.pages.pictures import picture_answer
from jobs.artifacts import digest_of
from jobs.calibration import in_force
from jobs.calibration.view import view_of


@login_required
@require_safe
def calibration(request: HttpRequest) -> HttpResponse:
    """Thresholds, detection curves, confusion and examples."""
    report = in_force.report()
    version = report.version if report else 1
    context = {
        "view": view_of(report) if report else None,
        "folder": reverse("gate-example", args=[version, "_"]).removesuffix("_/"),
        "ending": "/",
    }
    return render(request, "pages/calibration.html", context)


@login_required
@require_safe
def example(request: HttpRequest, version: int, name: str) -> HttpResponseBase:
    """One example's picture; the address holds the version, so that it may be kept for good."""
    report, data = in_force.report(), in_force.example(name)
    if report is None or report.version != version or data is None:
        raise Http404("There is no such example.")
    return picture_answer(request, data, in_force.MEDIA_TYPE, etag=digest_of(data))
