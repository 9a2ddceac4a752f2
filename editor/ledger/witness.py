"""What jobs tell the ledger: that one was queued, how it ended, what its gate said."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator

from django.contrib.auth.models import User

from editor.access import project_of_stream
from editor.ledger.append import append
from editor.ledger.job_kinds import GateJudged, JobEnded, JobQueued, JobRetried
from jobs.models import Job
from jobs.stages.contract import Frozen
from jobs.witness import JobChange

GATE = "gate"


def note(*, job: Job, change: JobChange, by: User | None) -> None:
    """Write a job's change into the ledger; called in the change's transaction."""
    project = project_of_stream(job.stream)
    for body in BODIES[change](job):
        append(by=by, project=project, subject=f"job:{job.pk}", body=body)


def _queued(job: Job) -> Iterator[Frozen]:
    yield JobQueued(
        recipe=job.recipe_name,
        recipe_sha256=hashlib.sha256(job.recipe_text.encode()).hexdigest(),
        source=job.source_id,
        mask=job.source_mask_id or "",
        seed=job.seed,
        deterministic=job.deterministic,
        replay_of=str(job.replay_of_id or ""),
    )


def _retried(job: Job) -> Iterator[Frozen]:
    yield JobRetried(done=job.steps.filter(status="done").count())


def _ended(job: Job) -> Iterator[Frozen]:
    if job.verdict:
        yield _judged(job)
    done = job.steps.filter(record__isnull=False).order_by("index")
    yield JobEnded(
        status=job.status,
        result=job.result_id or "",
        records=tuple(done.values_list("record", flat=True)),
        error=job.error,
    )


def _judged(job: Job) -> GateJudged:
    """The verdict with the last gate's record: an earlier failure stands in the verdict."""
    gates = job.steps.filter(stage=GATE, record__isnull=False).order_by("-index")
    return GateJudged(
        picture=job.result_id or "",
        verdict=job.verdict,
        record=gates.values_list("record", flat=True).first() or "",
    )


BODIES: dict[JobChange, Callable[[Job], Iterator[Frozen]]] = {
    JobChange.QUEUED: _queued,
    JobChange.RETRIED: _retried,
    JobChange.ENDED: _ended,
}
