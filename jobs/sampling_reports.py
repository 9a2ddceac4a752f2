"""Sampling reports as jobs: their recipe, and what a finished or a running one holds."""

from __future__ import annotations

from jobs import records
from jobs.models import Artifact, Job, Step, StepOutput
from jobs.recipe_text import one_step
from jobs.recipes import Recipe
from jobs.stages.sampling_report.params import CompareSamplingParams
from jobs.stages.sampling_report.report import SamplingReport
from jobs.stages.sampling_report.stage import STAGE

RECIPE, TITLE = "sampling-report", "Sampling report"


def recipe_of(params: CompareSamplingParams) -> Recipe:
    """The recipe of one report; raises ``RecipeError`` where it cannot run here."""
    return one_step(RECIPE, STAGE.name, params, TITLE)


def params_of(job: Job) -> CompareSamplingParams:
    """What a report was asked with."""
    return CompareSamplingParams.model_validate(_step(job).params)


def report_of(job: Job) -> SamplingReport | None:
    """The finished report of a job; None until it is done."""
    step = _step(job)
    if step.record_id is None:
        return None
    return SamplingReport.model_validate(records.load(step.record_id).details)


def sheets_of(job: Job) -> dict[str, Artifact]:
    """The contact sheets drawn so far, by name and in the prompts' order."""
    kept = StepOutput.objects.filter(step__job=job, facts__isnull=False).select_related("artifact")
    return {output.role: output.artifact for output in kept.order_by("role")}


def _step(job: Job) -> Step:
    return job.steps.get(stage=STAGE.name)
