"""How a result came about, as a readable page and as JSON."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from editor import access
from editor.models import Candidate, Proof
from jobs.records import job_record


@login_required
@require_safe
def record(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """The record of a job, step by step."""
    job = access.job_for(request.user, job_id)
    proof = Proof.objects.filter(job=job).select_related("candidate").first()
    candidate = proof.candidate if proof else Candidate.objects.filter(finding=job).first()
    context = {
        "job": job,
        "record": job_record(job),
        "project": access.project_of_job(job),
        "proof": proof,
        "candidate": candidate,
    }
    return render(request, "pages/record.html", context)


@login_required
@require_safe
def record_json(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """The same record for programs, in its published schema."""
    job = access.job_for(request.user, job_id)
    return HttpResponse(job_record(job).to_bytes(), content_type="application/json")
