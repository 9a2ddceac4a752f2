"""How a result came about, as a readable page and as JSON."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from editor import access
from editor.job_homes import home_of
from editor.models import Candidate, Proof
from editor.pages.record_views import step_views
from editor.pages.replay_views import past_replays
from jobs.records import job_record


@login_required
@require_safe
def record(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """The record of a job, step by step."""
    job = access.job_for(request.user, job_id)
    project = access.project_of_job(job)
    proof = Proof.objects.filter(job=job).select_related("candidate").first()
    candidate = proof.candidate if proof else Candidate.objects.filter(finding=job).first()
    found = job_record(job)
    context = {
        "job": job,
        "home": home_of(job),
        "record": found,
        "steps": step_views(found),
        "project": project,
        "may": access.permissions(request.user, project),
        "proof": proof,
        "candidate": candidate,
        "replays": past_replays(job),
    }
    return render(request, "pages/record.html", context)


@login_required
@require_safe
def record_json(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """The same record for programs, in its published schema."""
    job = access.job_for(request.user, job_id)
    return HttpResponse(job_record(job).to_bytes(), content_type="application/json")
