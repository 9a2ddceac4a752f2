"""Reads of replays: those of a job, and how each came out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from jobs.models import Job, StepOutput

Outputs = frozenset[tuple[int, str, str]]
"""Step, role and digest of everything that a job gave."""


@dataclass(frozen=True)
class ReplayCard:
    """A replay as a list shows it; ``outcome`` is its status, or how the done one came out."""

    job: Job
    outcome: str


def replays_of(job: Job) -> QuerySet[Job]:
    """A job's replays, newest first."""
    return Job.objects.filter(replay_of=job).select_related("asked_by").order_by("-created_at")


def replay_cards(job: Job, replays: Iterable[Job]) -> list[ReplayCard]:
    """Each with how it came out, by the digests of all outputs; no picture is read."""
    listed = list(replays)
    outputs = _outputs([job.pk, *(one.pk for one in listed)])
    return [ReplayCard(one, _outcome(job, one, outputs)) for one in listed]


def _outcome(job: Job, replay: Job, outputs: dict[UUID, Outputs]) -> str:
    if replay.status != Job.Status.DONE:
        return replay.status
    same = outputs[job.pk] == outputs[replay.pk] and job.verdict == replay.verdict
    return "identical" if same else "differs"


def _outputs(jobs: list[UUID]) -> dict[UUID, Outputs]:
    found: defaultdict[UUID, set[tuple[int, str, str]]] = defaultdict(set)
    rows = StepOutput.objects.filter(step__job__in=jobs)
    for job, index, role, digest in rows.values_list(
        "step__job_id", "step__index", "role", "artifact_id"
    ):
        found[job].add((index, role, digest))
    return {job: frozenset(found[job]) for job in jobs}
