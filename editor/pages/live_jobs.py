"""A page that shows one job and follows it while it runs."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from editor import access
from jobs import progress
from jobs.models import Job


def live_page(
    request: HttpRequest,
    job: Job,
    view_of: Callable[[Job], object],
    *,
    name: str,
    part: str,
    **further: object,
) -> HttpResponse:
    """The template ``name`` with the job's view, or its ``part`` alone, which it fetches again.

    ``further`` is what else the templates are told.
    """
    # Read before the rest: what happens meanwhile is then told again, never lost.
    after = progress.last_number(job.stream)
    job.refresh_from_db()
    project = access.project_of_job(job)
    context = {
        "view": view_of(job),
        "project": project,
        "may": access.permissions(request.user, project),
        "after": after,
        **further,
    }
    template = f"{name}_{part}" if request.GET.get("part") == part else name
    return render(request, f"pages/{template}.html", context)
