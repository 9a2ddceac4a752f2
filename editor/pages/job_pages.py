"""A job, live: stage by stage, with cancel and retry."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from editor import access
from editor.actions import renders
from editor.actions.errors import ActionError
from editor.job_homes import home_of
from editor.pages.job_views import JobView, job_view
from editor.pages.live_jobs import live_page
from jobs.models import Job


class JobAction(Protocol):
    """What a person may ask of a job."""

    def __call__(self, *, job: Job, by: User) -> Job: ...


@login_required
@require_safe
def job(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """The job; ``?part=desk`` is what a live page fetches again."""
    found = access.job_for(request.user, job_id)
    wanted = request.GET.get("step", "")

    def view_of(job: Job) -> JobView:
        return job_view(job, wanted)

    return live_page(request, found, view_of, name="job", part="desk", wanted=wanted)


@login_required
@require_POST
def cancel(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Stop this job, and no other."""
    return _asked(request, job_id, renders.cancel)


@login_required
@require_POST
def retry(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Go on from the last finished step."""
    return _asked(request, job_id, renders.retry)


def _asked(request: HttpRequest, job_id: UUID, action: JobAction) -> HttpResponse:
    found = access.job_for(request.user, job_id)
    person = access.demand_steering(request.user, found)
    try:
        action(job=found, by=person)
    except ActionError as error:
        messages.error(request, error.message)
    return redirect(home_of(found))
