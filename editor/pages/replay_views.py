"""A replay as its page shows it: how far it is, and what differs from the job it runs again."""

from __future__ import annotations

from dataclasses import dataclass

from editor import queries
from editor.pages.job_views import JobView, job_view
from editor.queries import ReplayCard
from jobs.artifacts import ArtifactError
from jobs.models import Job
from jobs.replay import Verdict, verdict_of
from jobs.stage_registry import known_stages

MOST_LISTED = 20


@dataclass(frozen=True)
class StepChange:
    """One step both times: whether it gave the same bytes, and what changed in words."""

    number: int
    title: str
    outcome: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class ReplayView:
    """A replay, the job it runs again, and the verdict once there is one."""

    job: Job
    original: Job
    progress: JobView
    verdict: Verdict | None
    answer: str
    steps: tuple[StepChange, ...]
    fault: str
    others: tuple[ReplayCard, ...]


def replay_view(job: Job) -> ReplayView:
    """What the page of a replay shows; ``job`` is a replay."""
    original = job.replay_of
    assert original is not None
    verdict, fault = _verdict(job)
    others = queries.replays_of(original).exclude(pk=job.pk)[:MOST_LISTED]
    return ReplayView(
        job=job,
        original=original,
        progress=job_view(job, None),
        verdict=verdict,
        answer=verdict.lines()[0] if verdict else "",
        steps=_steps(verdict) if verdict else (),
        fault=fault,
        others=tuple(queries.replay_cards(original, others)),
    )


def past_replays(job: Job) -> tuple[ReplayCard, ...]:
    """A job's newest replays, for the pages of the job itself."""
    return tuple(queries.replay_cards(job, queries.replays_of(job)[:MOST_LISTED]))


def _verdict(job: Job) -> tuple[Verdict | None, str]:
    try:
        return verdict_of(job), ""
    except ArtifactError as error:
        return None, f"The two records cannot be compared: {error}"


def _steps(verdict: Verdict) -> tuple[StepChange, ...]:
    stages = known_stages()
    return tuple(
        StepChange(
            number=step.index + 1,
            title=stages[step.stage].title if step.stage in stages else step.stage,
            outcome="identical" if step.identical else "differs",
            lines=tuple(step.lines()),
        )
        for step in verdict.steps
    )
