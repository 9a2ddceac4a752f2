"""What a step writes down, in one versioned schema, and the record of a whole job."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from jobs import artifacts
from jobs.fingerprint import Fingerprint
from jobs.models import Artifact, Job
from jobs.stages.canonical_json import canonical_json
from jobs.stages.contract import Frozen, Pin, Region

SCHEMA_VERSION: Literal["1"] = "1"
MEDIA_TYPE = "application/json"


class RecipeReference(Frozen):
    """Which recipe was followed."""

    name: str
    sha256: str = Field(description="digest of the recipe's text in UTF-8")


class JobReference(Frozen):
    """Which job and step a record belongs to; a run on the command line has none."""

    job: str = Field(description="the job's id")
    step: str = Field(description="the step's id")
    label: str = Field(description="what people called the job")
    attempt: int = Field(ge=1, description="1 unless a worker was lost or the step was retried")


class Timing(Frozen):
    """When and how long."""

    started_at: datetime
    finished_at: datetime
    seconds: float = Field(ge=0, description="inside the stage, without storing and queueing")


class Reuse(Frozen):
    """An identical step that had already run, whose outputs stand for this one's."""

    job: str
    step: str
    record: str = Field(description="digest of that step's record")


class StepRecord(Frozen):
    """One stage's execution, complete enough to be repeated bit for bit."""

    schema_version: Literal["1"] = SCHEMA_VERSION
    index: int = Field(ge=0, description="place in the recipe, from 0")
    stage: str
    stage_version: str
    params: dict[str, Any] = Field(description="every param, defaults included")
    seed: int = Field(ge=0)
    deterministic: bool = Field(description="asked for, and promised by the stage")
    inputs: dict[str, str] = Field(description="SHA-256 by role: source, picture, mask, regions")
    outputs: dict[str, str] = Field(description="SHA-256 by role; evidence as evidence.NAME")
    pins: tuple[Pin, ...] = Field(description="the exact models and libraries that ran")
    fingerprint: Fingerprint
    regions: tuple[Region, ...] = Field(
        default=(), description="provenance of the mask that this step gave or used"
    )
    details: dict[str, Any] = Field(description="what the stage found or measured")
    recipe: RecipeReference
    asked_by: str = Field(description="name of the account, or of the system user")
    origin: JobReference | None = None
    key: str = Field(description="equal keys give equal bytes")
    reused: Reuse | None = None
    timing: Timing

    def to_bytes(self) -> bytes:
        """Canonical JSON, as it is stored."""
        return canonical_json(self.model_dump(mode="json"))


class JobRecord(Frozen):
    """A whole run: what it began with, what came of it, and each finished step's record."""

    schema_version: Literal["1"] = SCHEMA_VERSION
    job: str | None = Field(description="the job's id; null for a run on the command line")
    label: str
    asked_by: str
    recipe: RecipeReference
    recipe_text: str
    seed: int = Field(ge=0)
    deterministic: bool
    status: str
    error: str = ""
    verdict: Literal["pass", "fail", ""] = Field(description="the gate's; empty without a gate")
    source: str = Field(description="SHA-256 of the picture that the run began with")
    source_mask: str | None = Field(default=None, description="SHA-256 of the drawn mask")
    result: str | None = Field(default=None, description="SHA-256 of the resulting picture")
    result_mask: str | None = Field(
        default=None, description="SHA-256 of the mask: 255 where pixels were replaced"
    )
    replay_of: str | None = Field(
        default=None, description="id of the job that this one ran again, to compare"
    )
    asked_at: datetime | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    steps: tuple[StepRecord, ...]

    def to_bytes(self) -> bytes:
        """Canonical JSON."""
        return canonical_json(self.model_dump(mode="json"))


def store(record: StepRecord) -> Artifact:
    """Keep a step's record among the artifacts."""
    return artifacts.put(record.to_bytes(), MEDIA_TYPE)


def load(digest: str) -> StepRecord:
    """A stored step record, its digest verified."""
    return StepRecord.model_validate_json(artifacts.read(digest))


def job_record(job: Job) -> JobRecord:
    """The record of a job as far as it has come; reads each finished step's record."""
    steps = job.steps.order_by("index")
    return JobRecord(
        job=str(job.id),
        label=job.label,
        asked_by=job.asked_by.get_username(),
        recipe=RecipeReference(
            name=job.recipe_name, sha256=artifacts.digest_of(job.recipe_text.encode())
        ),
        recipe_text=job.recipe_text,
        seed=job.seed,
        deterministic=job.deterministic,
        status=job.status,
        error=job.error,
        verdict=job.verdict,
        source=job.source_id,
        source_mask=job.source_mask_id,
        result=job.result_id,
        result_mask=job.result_mask_id,
        replay_of=str(job.replay_of_id) if job.replay_of_id else None,
        asked_at=job.created_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
        steps=tuple(load(step.record_id) for step in steps if step.record_id),
    )
