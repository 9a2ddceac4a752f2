"""Jobs and their streams of events, which a project's members follow."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.models import User
from django.http import Http404

from editor.access.people import Viewer
from editor.access.projects import demand, visible_projects
from editor.access.rows import one_of, uuid_of
from editor.models import Project
from jobs.models import Job
from jobs.sampling_reports import RECIPE as SAMPLING_REPORT

STREAM_PREFIX = "project."


def job_for(viewer: Viewer, job_id: UUID | str) -> Job:
    """A job whose events flow in a project this person may see."""
    rows = Job.objects.select_related("asked_by", "source", "source_mask", "result", "result_mask")
    job = one_of(rows, job_id, "job")
    if not may_watch(viewer, job.stream):
        raise Http404("There is no such job.")
    return job


def sampling_report_for(viewer: Viewer, job_id: UUID | str) -> Job:
    """The job of a sampling report in a project this person may see."""
    job = job_for(viewer, job_id)
    if job.recipe_name != SAMPLING_REPORT:
        raise Http404("There is no such sampling report.")
    return job


def replay_for(viewer: Viewer, job_id: UUID | str) -> Job:
    """A replay, with the job it runs again, in a project this person may see."""
    job = job_for(viewer, job_id)
    if job.replay_of is None:
        raise Http404("There is no such replay.")
    return job


def demand_steering(viewer: Viewer, job: Job) -> User:
    """The person, if they may cancel and retry this job; replays are the administrators'."""
    permission = "can_render" if job.replay_of_id is None else "can_replay"
    return demand(viewer, project_of_job(job), permission)


def project_of_job(job: Job) -> Project:
    """The project whose stream a job writes to."""
    project_id = _stream_project(job.stream)
    if project_id is None:
        raise Http404("There is no such job.")
    return one_of(Project.objects.all(), project_id, "job")


def project_of_stream(stream: str) -> Project | None:
    """The project whose members may watch a stream; None for a stream of another kind."""
    project_id = _stream_project(stream)
    return Project.objects.filter(pk=project_id).first() if project_id else None


def may_watch(viewer: Viewer, stream: str) -> bool:
    """Whether a person may follow a stream of events."""
    project_id = _stream_project(stream)
    return project_id is not None and visible_projects(viewer).filter(pk=project_id).exists()


def _stream_project(stream: str) -> UUID | None:
    if not stream.startswith(STREAM_PREFIX):
        return None
    return uuid_of(stream.removeprefix(STREAM_PREFIX))
