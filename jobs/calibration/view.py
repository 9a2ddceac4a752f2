"""A calibration as its page and its file show it: words, tables and curves."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from jobs.calibration.curves import curve
from jobs.calibration.pictures import Half
from jobs.calibration.report import CalibrationReport, DefectReport, Example, Rate, Row
from jobs.calibration.scores import CLEAN
from jobs.stages.gate.profiles import DEFAULT, SHIPPED
from jobs.stages.gate.registry import CHECKS

LOW, HIGH = 0.05, 0.95


@dataclass(frozen=True)
class ClassView:
    """One class of defects."""

    name: str
    title: str
    check: str
    seen_from: str
    recall: str
    recall_interval: str
    false_positives: str
    false_positives_interval: str
    thresholds: tuple[str, ...]
    milliseconds: str
    holds: bool
    curve: SafeString
    example: Example | None


@dataclass(frozen=True)
class Cell:
    """How many of a class one check failed."""

    words: str
    own: bool
    tone: str


@dataclass(frozen=True)
class ConfusionRow:
    """One class against every check."""

    title: str
    cells: tuple[Cell, ...]
    blocked: str


@dataclass(frozen=True)
class CalibrationView:
    """Everything that the page tells."""

    report: CalibrationReport
    profiles: tuple[str, ...]
    classes: tuple[ClassView, ...]
    columns: tuple[tuple[str, str], ...]
    rows: tuple[ConfusionRow, ...]
    calibrated: int
    held_out: int
    rate: str

    @property
    def missed(self) -> tuple[ClassView, ...]:
        """Classes for which the promise was not kept."""
        return tuple(one for one in self.classes if not one.holds)

    @property
    def examples(self) -> tuple[ClassView, ...]:
        """Classes that have pictures to show."""
        return tuple(one for one in self.classes if one.example)


def view_of(report: CalibrationReport) -> CalibrationView:
    """Words for every number."""
    own = {one.name: one.check for one in report.defects}
    titles = {one.name: one.title for one in report.defects} | {CLEAN: "Clean pictures"}
    columns = tuple(report.confusion[0].failed) if report.confusion else ()
    return CalibrationView(
        report=report,
        profiles=tuple(SHIPPED),
        classes=tuple(_class_view(one) for one in report.defects),
        columns=tuple((name, _title(name)) for name in columns),
        rows=tuple(_row(row, titles, own) for row in report.confusion),
        calibrated=report.pictures[Half.CALIBRATE],
        held_out=report.pictures[Half.HELD_OUT],
        rate=percent(report.rate),
    )


def percent(share: float) -> str:
    """A share with one decimal where it matters."""
    value = 100 * share
    return f"{value:.0f} %" if value in (0, 100) or 10 <= value <= 99 else f"{value:.1f} %"


def _class_view(one: DefectReport) -> ClassView:
    recall = one.recall(DEFAULT)
    wrong = one.false_positives[Half.HELD_OUT][DEFAULT]
    return ClassView(
        name=one.name,
        title=one.title,
        check=_title(one.check),
        seen_from=f"{one.visible:g} {one.unit}",
        recall=percent(recall.share),
        recall_interval=_interval(recall),
        false_positives=percent(wrong.share),
        false_positives_interval=_interval(wrong),
        thresholds=tuple(f"{one.thresholds[name]:g}" for name in SHIPPED),
        milliseconds=f"{one.milliseconds:.1f}",
        holds=one.holds(DEFAULT),
        # The curve escapes every word that it holds.
        curve=mark_safe(curve(one)),  # noqa: S308
        example=one.example,
    )


def _interval(rate: Rate) -> str:
    low, high = rate.interval
    return f"{rate.hits} of {rate.of}, 95 % interval {100 * low:.1f} to {100 * high:.1f}"


def _row(row: Row, titles: dict[str, str], own: dict[str, str]) -> ConfusionRow:
    return ConfusionRow(
        title=titles[row.defect],
        cells=tuple(
            Cell(
                words=f"{100 * rate.share:.0f}" if rate.of else "–",
                own=own.get(row.defect) == check,
                tone=_tone(rate),
            )
            for check, rate in row.failed.items()
        ),
        blocked=f"{100 * row.blocked.share:.0f}",
    )


def _tone(rate: Rate) -> str:
    if rate.share <= LOW:
        return "low"
    return "high" if rate.share >= HIGH else "some"


def _title(check: str) -> str:
    return CHECKS[check].title if check in CHECKS else check
