"""A sampling report of a scene's project that is finished, with figures made up beforehand."""

from __future__ import annotations

from django.utils import timezone

from jobs import records
from jobs.fingerprint import fingerprint
from jobs.models import Job
from jobs.records import RecipeReference, StepRecord, Timing
from jobs.stages.sampling_report.report import SamplingReport
from jobs.weights import weights_settings
from tests import factories


def finish(job: Job, report: SamplingReport) -> Job:
    """Write down that a report's only step gave this, and a contact sheet a prompt."""
    step, picture, now = job.steps.get(), factories.artifact(), timezone.now()
    for number, row in enumerate(report.prompts):
        facts = {"prompt": row.prompt, "index": number}
        step.outputs.create(role=f"sheet.{number:03d}", artifact=factories.artifact(), facts=facts)
    step.outputs.create(role="picture", artifact=picture)
    record = StepRecord(
        index=0,
        stage=step.stage,
        stage_version=step.stage_version,
        params=step.params,
        seed=job.seed,
        deterministic=False,
        inputs={"source": job.source_id, "picture": job.source_id},
        outputs={"picture": picture.digest},
        pins=(),
        fingerprint=fingerprint(weights_settings()),
        details=report.model_dump(mode="json"),
        recipe=RecipeReference(name=job.recipe_name, sha256="0" * 64),
        asked_by=job.asked_by.username,
        key="0" * 64,
        timing=Timing(started_at=now, finished_at=now, seconds=1.0),
    )
    step.status, step.record = "done", records.store(record)
    step.save()
    job.status, job.result, job.finished_at = "done", picture, now
    job.save()
    return job
