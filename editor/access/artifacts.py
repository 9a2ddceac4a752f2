"""Pictures, masks and records by their SHA-256, through a project that really uses them."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.http import Http404

from editor.access.people import Viewer
from editor.access.projects import project_for
from editor.models import Candidate, Mark, Project
from jobs.models import Artifact, Job, Step, StepOutput


def artifact_for(viewer: Viewer, project_id: UUID | str, digest: str) -> Artifact:
    """An artifact that a visible project really uses."""
    project = project_for(viewer, project_id)
    artifact = Artifact.objects.filter(pk=digest).first()
    if artifact is None or not _uses(project, digest):
        raise Http404("There is no such artifact in this project.")
    return artifact


def _uses(project: Project, digest: str) -> bool:
    """Candidates first: they are what a gallery asks for most."""
    candidates = Candidate.objects.filter(project=project).filter(
        Q(original=digest) | Q(picture=digest) | Q(drawn_mask=digest)
    )
    if candidates.exists() or project.target_picture_id == digest:
        return True
    if Mark.objects.filter(project=project, picture=digest).exists():
        return True
    stream = project.stream
    jobs = Job.objects.filter(stream=stream).filter(
        Q(result=digest) | Q(result_mask=digest) | Q(source=digest) | Q(source_mask=digest)
    )
    return (
        jobs.exists()
        or StepOutput.objects.filter(artifact=digest, step__job__stream=stream).exists()
        or Step.objects.filter(record=digest, job__stream=stream).exists()
    )
