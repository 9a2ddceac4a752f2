"""Reads of sampling reports: those of a project, and one as its page and REST tell it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from editor.models import Project
from editor.queries.jobs import jobs_of
from jobs import sampling_reports
from jobs.models import Artifact, Job, Step
from jobs.stages.sampling_report.params import CompareSamplingParams
from jobs.stages.sampling_report.report import PromptRow, SamplingReport


@dataclass(frozen=True)
class Sheet:
    """A contact sheet with its prompt, and the prompt's numbers once the report is done."""

    number: int
    prompt: str
    picture: Artifact
    row: PromptRow | None


@dataclass(frozen=True)
class SamplingReportPage:
    """A sampling report: what was asked, how far it is, and what was found."""

    job: Job
    step: Step
    params: CompareSamplingParams
    report: SamplingReport | None
    sheets: tuple[Sheet, ...]

    @property
    def pictures(self) -> int:
        """How many pictures both arms have together."""
        return 2 * self.params.count * len(self.params.prompts)


def sampling_reports_of(project: Project) -> QuerySet[Job]:
    """A project's sampling reports, newest first, without replays of them."""
    return jobs_of(project).filter(recipe_name=sampling_reports.RECIPE, replay_of=None)


def sampling_report_page(job: Job) -> SamplingReportPage:
    """What a report's page shows."""
    params, report = sampling_reports.params_of(job), sampling_reports.report_of(job)
    rows = {row.sheet: row for row in report.prompts} if report else {}
    return SamplingReportPage(
        job=job,
        step=job.steps.get(),
        params=params,
        report=report,
        sheets=tuple(
            Sheet(number + 1, params.prompts[number], picture, rows.get(name))
            for name, picture in sampling_reports.sheets_of(job).items()
            for number in (int(name.removeprefix("sheet.")),)
        ),
    )
