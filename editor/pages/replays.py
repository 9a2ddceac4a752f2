"""Replays: asked for by administrators, watched, and judged against the job they run again."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from editor import access
from editor.actions import replays as actions
from editor.actions.errors import ActionError
from editor.pages.live_jobs import live_page
from editor.pages.replay_views import replay_view


@login_required
@require_POST
def replay_job(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Run a finished job again; what cannot run again is told where it was asked for."""
    job = access.job_for(request.user, job_id)
    person = access.demand(request.user, access.project_of_job(job), "can_replay")
    try:
        again = actions.replay(job=job, by=person)
    except ActionError as error:
        messages.error(request, error.message)
        return redirect("job-record", job.id)
    return redirect("replay", again.id)


@login_required
@require_safe
def replay(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """The replay; ``?part=body`` is what a live page fetches again."""
    found = access.replay_for(request.user, job_id)
    return live_page(request, found, replay_view, name="replay", part="body")
