"""The administrators' view: everything published, and every job, with its record."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from editor import access, queries
from editor.models import Project, Publication
from editor.pages.forms import AuditForm
from jobs.models import Job

ROWS_A_PAGE = 50


@login_required
@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """Publications, or jobs with ``?show=jobs``, narrowed by project, person and date."""
    access.demand_admin(request.user)
    form = AuditForm(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else {}
    showing_jobs = request.GET.get("show") == "jobs"
    rows = _jobs(asked) if showing_jobs else _publications(asked)
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {
        "form": form,
        "showing_jobs": showing_jobs,
        "rows": Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page")),
        "projects": Project.objects.order_by("name"),
        "project_names": {p.stream: p for p in Project.objects.all()},
        "kept": kept.urlencode(),
        "narrowed": any(asked.values()),
    }
    return render(request, "pages/audit.html", context)


def _publications(asked: dict[str, Any]) -> QuerySet[Publication]:
    rows = queries.publications().filter(**_dates("published_at", asked))
    if asked.get("project"):
        rows = rows.filter(proof__candidate__project=asked["project"])
    if asked.get("person"):
        name = asked["person"]
        rows = rows.filter(
            Q(published_by__username=name)
            | Q(review__reviewer__username=name)
            | Q(review__maker__username=name)
        )
    return rows


def _jobs(asked: dict[str, Any]) -> QuerySet[Job]:
    rows = Job.objects.select_related("asked_by").filter(**_dates("created_at", asked))
    if asked.get("project"):
        rows = rows.filter(stream=Project(id=asked["project"]).stream)
    if asked.get("person"):
        rows = rows.filter(asked_by__username=asked["person"])
    return rows.order_by("-created_at")


def _dates(field: str, asked: dict[str, Any]) -> dict[str, Any]:
    found = {f"{field}__date__gte": asked.get("since"), f"{field}__date__lte": asked.get("until")}
    return {name: value for name, value in found.items() if value}
