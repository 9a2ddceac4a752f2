"""Whoever must hear of every job's beginning and end in the transaction itself."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from jobs.models import Job

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class JobChange(StrEnum):
    """What a witness hears of."""

    QUEUED = "queued"
    RETRIED = "retried"
    ENDED = "ended"


class Witness(Protocol):
    """Hears of a job's change, and of who asked for it; nobody asks for an end."""

    def __call__(self, *, job: Job, change: JobChange, by: User | None) -> None: ...


def testify(job: Job, change: JobChange, by: User | None = None) -> None:
    """Tell what the setting ``JOBS_WITNESS`` names by its dotted path, if anything.

    What the witness raises undoes the change.
    """
    path: str | None = getattr(settings, "JOBS_WITNESS", None)
    if path:
        witness: Witness = import_string(path)
        witness(job=job, change=change, by=by)
