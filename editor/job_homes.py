"""Where a job is shown: most on the page of jobs, some on a page of their own."""

from __future__ import annotations

from django.urls import reverse

from editor.models import Exploration
from jobs.models import Job
from jobs.sampling_reports import RECIPE as SAMPLING_REPORT


def home_of(job: Job) -> str:
    """The address of the page that tells most about a job."""
    if job.replay_of_id is not None:
        return reverse("replay", args=[job.pk])
    if job.recipe_name == SAMPLING_REPORT:
        return reverse("sampling-report", args=[job.pk])
    exploration = Exploration.objects.filter(job=job).values_list("pk", flat=True).first()
    if exploration is not None:
        return reverse("exploration", args=[exploration])
    return reverse("job", args=[job.pk])
