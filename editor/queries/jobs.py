"""Reads of jobs and their steps."""

from __future__ import annotations

from django.db.models import QuerySet

from editor.models import Project
from jobs.models import Job, Step


def steps_of(job: Job) -> QuerySet[Step]:
    """A job's steps in order, with their outputs."""
    return job.steps.order_by("index").prefetch_related("outputs__artifact")


def jobs_of(project: Project) -> QuerySet[Job]:
    """A project's jobs, newest first."""
    return Job.objects.filter(stream=project.stream).select_related("asked_by")
