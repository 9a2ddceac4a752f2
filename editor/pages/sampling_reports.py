"""Sampling reports of a project: the list with its form, and one report, live."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from editor import access, queries
from editor.actions import sampling_reports as actions
from editor.actions.errors import ActionError
from editor.models import Project
from editor.pages.live_jobs import live_page
from editor.pages.sampling_report_views import sampling_report_view
from jobs import progress, sampling_reports
from jobs.models import Job
from jobs.stages.sampling_report.params import MAX_CHARACTERS
from jobs.stages.sampling_report.prompts import PromptsError, prompts_in

REPORTS_A_PAGE = 20
COUNT = 8


class SamplingReportForm(forms.Form):
    """Which prompts to compare, and how many pictures of each."""

    prompts = forms.CharField(
        strip=False,
        max_length=2 * MAX_CHARACTERS,
        error_messages={"required": "There is no prompt: write one a line."},
    )
    count = forms.IntegerField(error_messages={"required": "Say how many: at least 2."})
    steps = forms.IntegerField(required=False)

    def clean_prompts(self) -> tuple[str, ...]:
        """The lines that are prompts."""
        try:
            return prompts_in(str(self.cleaned_data["prompts"]))
        except PromptsError as error:
            words = str(error)
            raise forms.ValidationError(f"{words[:1].upper()}{words[1:]}.") from None


@login_required
@require_http_methods(["GET", "POST"])
def reports(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """The project's reports; whoever may add pictures may ask for one."""
    project = access.project_for(request.user, project_id)
    form = SamplingReportForm(request.POST or None, initial=_first_values(request, project))
    if request.method == "POST":
        person = access.demand(request.user, project, "can_add")
        job = _asked(project, person, form)
        if job is not None:
            return redirect("sampling-report", job.id)
    rows = Paginator(queries.sampling_reports_of(project), REPORTS_A_PAGE)
    context = {
        "project": project,
        "form": form,
        "may": access.permissions(request.user, project),
        "after": progress.last_number(project.stream),
        "rows": rows.get_page(request.GET.get("page")),
    }
    part = request.GET.get("part") == "list"
    template = "pages/sampling_report_list.html" if part else "pages/sampling_reports.html"
    return render(request, template, context, status=400 if form.errors else 200)


@login_required
@require_safe
def report(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """The report; ``?part=body`` is what a live page fetches again."""
    job = access.sampling_report_for(request.user, job_id)
    return live_page(request, job, sampling_report_view, name="sampling_report", part="body")


def _asked(project: Project, person: User, form: SamplingReportForm) -> Job | None:
    if not form.is_valid():
        return None
    try:
        return actions.ask(project=project, asked_by=person, **form.cleaned_data)
    except ActionError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return None


def _first_values(request: HttpRequest, project: Project) -> dict[str, Any]:
    """What an empty form begins with: an earlier report's prompts where one is named."""
    named = request.GET.get("from")
    if not named:
        return {"count": COUNT}
    job = access.sampling_report_for(request.user, named)
    if job.stream != project.stream:
        return {"count": COUNT}
    params = sampling_reports.params_of(job)
    return {
        "prompts": "\n".join(params.prompts),
        "count": params.count,
        "steps": params.steps,
    }
