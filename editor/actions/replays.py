"""Replays: run a finished job again from its record, to be compared with it."""

from __future__ import annotations

from django.contrib.auth.models import User

from editor import access
from editor.actions.errors import explained
from jobs import actions as job_actions
from jobs.models import Job


def replay(*, job: Job, by: User) -> Job:
    """Queue a replay; raises ``ActionError`` with what is gone when it cannot run again."""
    access.demand(by, access.project_of_job(job), "can_replay")
    with explained():
        return job_actions.queue_replay(job=job, asked_by=by)
