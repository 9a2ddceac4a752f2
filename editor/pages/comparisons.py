"""Two records side by side, the first difference on the way from prompt to picture named."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from editor import access, queries
from editor.pages.comparison_views import comparison_view
from jobs.models import Job

MOST_OFFERED = 50


@login_required
@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """The comparison of ``?one=`` with ``?other=``; without the other, what it may be."""
    one = access.job_for(request.user, request.GET.get("one", ""))
    other = _other(request)
    project = access.project_of_job(one)
    offered = queries.jobs_of(project).filter(status=Job.Status.DONE).exclude(pk=one.pk)
    context = {
        "one": one,
        "other": other,
        "project": project,
        "offered": offered[:MOST_OFFERED],
        "view": comparison_view(one, other) if other else None,
    }
    return render(request, "pages/comparison.html", context)


def _other(request: HttpRequest) -> Job | None:
    named = request.GET.get("other")
    return access.job_for(request.user, named) if named else None
