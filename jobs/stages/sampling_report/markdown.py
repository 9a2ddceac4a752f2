"""The report as Markdown, for people: what was found, the charts, every prompt, the design."""

from __future__ import annotations

from collections.abc import Sequence

from jobs.stages.sampling_report import wording
from jobs.stages.sampling_report.charts import charts
from jobs.stages.sampling_report.report import Arm, Contrast, PromptRow, SamplingReport

EXPLORATORY, DETERMINISTIC = Arm.EXPLORATORY, Arm.DETERMINISTIC


def markdown(report: SamplingReport) -> str:
    """The whole report; charts and sheets lie beside it as ``NAME.svg`` and ``sheet.NNN.png``."""
    parts = [
        "# Sampling report",
        _head(report),
        "## What was found",
        _bullets([*report.novelty.findings, *report.failures.findings, *apart_and_pairs(report)]),
        _figures(report),
        *(f"![{chart.title}: {chart.description}]({chart.name}.svg)" for chart in charts(report)),
        "## How it was compared",
        _bullets(report.design),
        _arms(report),
        *(["## What happened on the way", _bullets(report.notes)] if report.notes else []),
        "## Prompts",
        _prompts(report),
        "## Contact sheets",
        "![A pair of each prompt](overview.png)",
        *(f"![{_cell(row.prompt)}]({row.sheet}.png)" for row in report.prompts),
    ]
    return "\n\n".join(parts) + "\n"


def apart_and_pairs(report: SamplingReport) -> tuple[str, ...]:
    """How far the arms are apart at the same seed, and which of a pair failed, in sentences."""
    pairs = report.pairs
    return (
        "The two pictures of one prompt and seed differ in "
        f"{wording.estimated(report.apart, wording.number)} of 64 bits on average.",
        f"Of {len(report.samples) // 2} such pairs {pairs.both} failed in both arms, "
        f"{pairs.only_exploratory} in the exploratory arm alone, {pairs.only_deterministic} in "
        f"the deterministic arm alone, {pairs.neither} in neither.",
    )


def _head(report: SamplingReport) -> str:
    return (
        f"{len(report.prompts)} prompts, {report.count} pictures of each in both arms, "
        f"{report.width} × {report.height} pixels, {report.steps} steps, guidance "
        f"{report.guidance_scale:g}. Intervals are percentile bootstrap intervals of 95 % over "
        f"prompts, from {report.resamples} resamples with seed {report.bootstrap_seed}."
    )


def _figures(report: SamplingReport) -> str:
    rows = [
        _figure_row(report.novelty, "Novelty, bits of 64", wording.number, wording.signed),
        _figure_row(report.failures, "Failure rate", wording.percent, wording.points),
    ]
    return _table(
        [
            "",
            "exploratory",
            "deterministic",
            "exploratory against deterministic",
            "difference",
            "the article",
        ],
        rows,
    )


def _figure_row(
    found: Contrast, name: str, shown: wording.Shown, shown_apart: wording.Shown
) -> list[str]:
    return [
        name,
        wording.estimated(found.exploratory, shown),
        wording.estimated(found.deterministic, shown),
        wording.estimated_change(found.ratio),
        wording.estimated(found.difference, shown_apart),
        wording.whole(wording.change(1 + found.article)),
    ]


def _arms(report: SamplingReport) -> str:
    rows = [
        [
            arm.value,
            found.scheduler,
            found.scheduler_class,
            str(found.batch_size),
            f"`{found.config_sha256}`",
        ]
        for arm, found in ((arm, report.arms[arm]) for arm in Arm)
    ]
    return _table(["arm", "scheduler", "class", "at a time", "configuration's SHA-256"], rows)


def _prompts(report: SamplingReport) -> str:
    rows = [
        [
            str(number),
            _cell(row.prompt)
            + (f" (dropped: {_cell(' '.join(row.dropped))})" if row.dropped else ""),
            wording.number(row.novelty[EXPLORATORY]),
            wording.number(row.novelty[DETERMINISTIC]),
            wording.percent(row.failures[EXPLORATORY]),
            wording.percent(row.failures[DETERMINISTIC]),
        ]
        for number, row in enumerate(report.prompts, start=1)
    ]
    head = ["#", "prompt", *("novelty", "novelty, det."), *("failures", "failures, det.")]
    return _table(head, rows)


def _dropped(row: PromptRow) -> str:
    return f" (without effect: {_cell(' '.join(row.dropped))})" if row.dropped else ""


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _bullets(sentences: Sequence[str]) -> str:
    return "\n".join(f"- {sentence}" for sentence in sentences)


def _cell(text: str) -> str:
    """Words from outside, which must not become Markdown of their own."""
    plain = " ".join(text.split())
    return "".join(f"\\{letter}" if letter in "\\`*_[]<>|!#" else letter for letter in plain)
