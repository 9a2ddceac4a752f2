"""What stages found, read back from their artifacts and records."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from uuid import UUID

from editor.models import Candidate
from jobs import artifacts
from jobs.frames import decode_regions
from jobs.models import Job, StepOutput
from jobs.records import load
from jobs.stages.contract import Region, Role
from jobs.stages.gate.report import GateReport
from jobs.stages.generator.canonical import NAME as CANONICAL
from jobs.stages.generator.canonical import CanonicalDetails
from jobs.stages.generator.explore import SampleFacts, sample_name

GATE = "gate"


def found_regions(candidate: Candidate) -> tuple[Region, ...] | None:
    """The text found on a candidate, in its picture's pixels; None until the search is done."""
    if candidate.finding is None or candidate.finding.status != Job.Status.DONE:
        return None
    digest = (
        StepOutput.objects.filter(step__job=candidate.finding_id, role=Role.REGIONS)
        .order_by("-step__index")
        .values_list("artifact", flat=True)
        .first()
    )
    return () if digest is None else decode_regions(artifacts.read(digest))


def lines_found(candidates: Iterable[UUID]) -> dict[UUID, int]:
    """How many lines of text each candidate's finished search found."""
    regions = StepOutput.objects.filter(role=Role.REGIONS, step__job__status=Job.Status.DONE)
    jobs = Candidate.objects.filter(pk__in=list(candidates), finding__isnull=False)
    of_job = {job: candidate for candidate, job in jobs.values_list("pk", "finding")}
    found = regions.filter(step__job__in=of_job).values_list("step__job", "artifact")
    return {of_job[job]: _count(digest) for job, digest in found}


@lru_cache(maxsize=4096)
def _count(digest: str) -> int:
    """A digest names its bytes for good, so that counting them once is enough."""
    return len(decode_regions(artifacts.read(digest)))


def gate_report(job: Job) -> GateReport | None:
    """What the gate said about a job's result; None when no gate looked at it."""
    step = job.steps.filter(stage=GATE, record__isnull=False).order_by("-index").first()
    if step is None or step.record_id is None:
        return None
    return GateReport.model_validate(load(step.record_id).details)


def canonical_details(job: Job) -> CanonicalDetails | None:
    """How a job's canonical step drew a sample again; None without one, or until it is done."""
    step = job.steps.filter(stage=CANONICAL, record__isnull=False).first()
    if step is None or step.record_id is None:
        return None
    return CanonicalDetails.model_validate(load(step.record_id).details)


def sample_facts(candidate: Candidate) -> SampleFacts | None:
    """What was said of a sample when it was delivered; None for an upload."""
    if candidate.exploration is None or candidate.sample_index is None:
        return None
    facts = (
        StepOutput.objects.filter(
            step__job=candidate.exploration.job_id, role=sample_name(candidate.sample_index)
        )
        .values_list("facts", flat=True)
        .first()
    )
    return SampleFacts.model_validate(facts) if facts else None
