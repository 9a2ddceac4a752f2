"""A sampling report as its page shows it: figures in words, charts, sheets."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from editor import queries
from editor.queries import SamplingReportPage
from jobs.models import Job
from jobs.stages.sampling_report import wording
from jobs.stages.sampling_report.charts import charts
from jobs.stages.sampling_report.markdown import apart_and_pairs
from jobs.stages.sampling_report.report import Arm, ArmSettings, Contrast, SamplingReport
from jobs.stages.sampling_report.wording import DESIGN


@dataclass(frozen=True)
class Figure:
    """One measure: its change with the interval in words, each arm's own, and the article's."""

    title: str
    change: str
    interval: str
    exploratory: str
    deterministic: str
    difference: str
    article: str
    findings: tuple[str, ...]


@dataclass(frozen=True)
class ChartView:
    """A chart as markup for the page, which was escaped where it was drawn."""

    title: str
    markup: SafeString


@dataclass(frozen=True)
class SamplingReportView:
    """A report with everything its page tells."""

    page: SamplingReportPage
    state: str
    figures: tuple[Figure, ...] = ()
    charts: tuple[ChartView, ...] = ()
    arms: tuple[tuple[Arm, ArmSettings], ...] = ()
    further: tuple[str, ...] = ()
    design: tuple[str, ...] = DESIGN

    @property
    def job(self) -> Job:
        """The job behind it."""
        return self.page.job


def sampling_report_view(job: Job) -> SamplingReportView:
    """What the page of a report shows as far as it has come."""
    page = queries.sampling_report_page(job)
    state = "cancelling" if job.cancel_requested and not job.is_over else job.status
    found = page.report
    if found is None:
        return SamplingReportView(page, state)
    return SamplingReportView(
        page,
        state,
        figures=_figures(found),
        charts=tuple(
            # Every word in a chart is escaped by what draws it; none of it comes from people.
            ChartView(chart.title, mark_safe(chart.inline))  # noqa: S308
            for chart in charts(found)
        ),
        arms=tuple((arm, found.arms[arm]) for arm in Arm),
        further=apart_and_pairs(found),
        design=found.design,
    )


def _figures(report: SamplingReport) -> tuple[Figure, ...]:
    return (
        _figure("Novelty", report.novelty, wording.number, wording.signed),
        _figure("Failures", report.failures, wording.percent, wording.points),
    )


def _figure(
    title: str, found: Contrast, shown: wording.Shown, shown_apart: wording.Shown
) -> Figure:
    ratio = wording.less_one(found.ratio)
    return Figure(
        title=title,
        change="undefined" if ratio.value is None else wording.change(1 + ratio.value),
        interval=wording.interval(ratio, lambda value: wording.change(1 + value)),
        exploratory=wording.estimated(found.exploratory, shown),
        deterministic=wording.estimated(found.deterministic, shown),
        difference=wording.estimated(found.difference, shown_apart),
        article=wording.whole(wording.change(1 + found.article)),
        findings=found.findings,
    )
