"""The administrators' view: everything made and published, and every job, with its record."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from editor import access
from editor.models import Project, Proof
from editor.pages.audit_forms import AuditSearchForm, JobsForm
from editor.pages.audit_views import asked_for, kept
from editor.queries.audit_search import offered, search
from editor.queries.ledger import chain_memory
from editor.queries.proofs import Standing, proof_state
from jobs.models import Job

ROWS_A_PAGE = 50


@login_required
@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """Publications; all proofs with ``?show=proofs``; jobs with ``?show=jobs``."""
    access.demand_audit(request.user)
    show = request.GET.get("show", "")
    return _jobs(request) if show == "jobs" else _proofs(request, published=show != "proofs")


def _proofs(request: HttpRequest, *, published: bool) -> HttpResponse:
    form = AuditSearchForm(request.GET)
    valid = form.is_valid()
    rows = search(form.wish(published=published)) if valid else Proof.objects.none()
    projects = list(Project.objects.order_by("name"))
    page = _page(request, rows)
    context = {
        "form": form,
        "may_replay": access.is_admin(request.user),
        "memory": chain_memory(),
        "show": "publications" if published else "proofs",
        "rows": page,
        "lines": [Standing(proof, proof_state(proof)) for proof in page],
        "projects": projects,
        "offered": offered(),
        "asked": asked_for(form, request.GET, projects) if valid else [],
        "kept": kept(request.GET),
    }
    return render(request, "pages/audit.html", context)


def _jobs(request: HttpRequest) -> HttpResponse:
    form = JobsForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    projects = list(Project.objects.order_by("name"))
    context = {
        "form": form,
        "may_replay": access.is_admin(request.user),
        "memory": chain_memory(),
        "show": "jobs",
        "rows": _page(request, _jobs_of(asked) if form.is_valid() else Job.objects.none()),
        "projects": projects,
        "project_names": {project.stream: project for project in projects},
        "kept": kept(request.GET),
        "narrowed": any(asked.values()),
    }
    return render(request, "pages/audit_jobs.html", context)


def _page(request: HttpRequest, rows: QuerySet[Any]) -> Any:
    return Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))


def _jobs_of(asked: dict[str, Any]) -> QuerySet[Job]:
    rows = Job.objects.select_related("asked_by").filter(**_dates("created_at", asked))
    if asked.get("project"):
        rows = rows.filter(stream=Project(id=asked["project"]).stream)
    if asked.get("person"):
        rows = rows.filter(asked_by__username=asked["person"])
    return rows.order_by("-created_at")


def _dates(field: str, asked: dict[str, Any]) -> dict[str, Any]:
    found = {f"{field}__date__gte": asked.get("since"), f"{field}__date__lte": asked.get("until")}
    return {name: value for name, value in found.items() if value}
