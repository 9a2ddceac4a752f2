"""The pictures of a job, stage by stage: the source, what each step changed, the result."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from editor import access
from editor.models import Proof
from editor.pages.job_views import job_view
from jobs import records
from jobs.models import Artifact, Job, Step


@dataclass(frozen=True)
class StagePicture:
    """A picture under the name of what made it; ``key`` is unique within the job.

    ``figures`` are what the stage measured, as its record has it, in words.
    """

    key: str
    title: str
    artifact: Artifact
    figures: str = ""

    def as_json(self, project_id: UUID) -> dict[str, object]:
        """What the viewer draws."""
        return {
            "key": self.key,
            "title": self.title,
            "url": reverse("artifact", args=[project_id, self.artifact.digest]),
            "width": self.artifact.width,
            "height": self.artifact.height,
            "figures": self.figures,
        }


@login_required
@require_safe
def stages(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Every picture of the job at one place and one zoom, with the profiles of an edge."""
    found = access.job_for(request.user, job_id)
    project = access.project_of_job(found)
    shown = stage_pictures(found)
    context = {
        "job": found,
        "proof": Proof.objects.filter(job=found).select_related("candidate").first(),
        "project": project,
        "pictures": shown,
        "for_viewer": [one.as_json(project.id) for one in shown],
    }
    return render(request, "pages/stages.html", context)


def stage_pictures(job: Job) -> tuple[StagePicture, ...]:
    """The source and each picture that a step changed; a stage that comes again is counted."""
    shown = [StagePicture("source", "Source", job.source)]
    times: Counter[str] = Counter()
    for view in job_view(job, None).steps:
        if view.picture is None or view.picture.digest == shown[-1].artifact.digest:
            continue
        times[view.title] += 1
        again = f" {times[view.title]}" if times[view.title] > 1 else ""
        title, figures = view.title + again, _figures(view.step)
        shown.append(StagePicture(str(view.step.index), title, view.picture, figures))
    return tuple(shown)


def _figures(step: Step) -> str:
    """The stage's version, and each number that it measured of the picture as a whole."""
    measured = records.load(step.record_id).details if step.record_id else {}
    numbers = (
        f"{name.replace('_', ' ')} {value:g}"
        for name, value in measured.items()
        if isinstance(value, int | float) and not isinstance(value, bool)
    )
    return " · ".join([f"version {step.stage_version}", *numbers])
