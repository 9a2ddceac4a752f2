"""The search for letters that the mask editor asks for."""

from __future__ import annotations

from django.contrib.auth.models import User

from editor import access
from editor.actions.errors import explained
from editor.models import Candidate
from editor.queries.letters import letters_of, search_of
from jobs.actions import queue_job
from jobs.models import Job

IN_VAIN = (Job.Status.FAILED, Job.Status.CANCELLED)


def look_for_letters(*, candidate: Candidate, by: User) -> Job:
    """Look for the letters on a candidate, unless that is done or under way already."""
    access.demand(by, candidate.project, "can_render")
    before = letters_of(candidate).job
    if before is not None and before.status not in IN_VAIN:
        return before
    with explained():
        return queue_job(
            recipe=search_of(candidate.project),
            source=candidate.picture,
            asked_by=by,
            stream=candidate.project.stream,
            label=candidate.name,
        )
