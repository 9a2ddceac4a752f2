"""Whoever must hear of every job's beginning and end in the transaction itself."""

from __future__ import annotations

from collections.abc import Iterable
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
    """Tell those whom the setting ``JOBS_WITNESSES`` names by their dotted paths, in its order.

    What a witness raises undoes the change.
    """
    paths: Iterable[str] = getattr(settings, "JOBS_WITNESSES", ())
    for path in paths:
        witness: Witness = import_string(path)
        witness(job=job, change=change, by=by)
