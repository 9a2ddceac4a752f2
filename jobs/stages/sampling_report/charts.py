"""The report's charts as SVG that needs no library, script or font of its own.

A chart is drawn once and written in two ways: ``inline`` for a page, which brings the colours for
its classes itself and forbids styles of their own, and ``standalone`` for a file, which carries a
style that follows the reader's light or dark preference. Arms are told apart by shape and by
label, not by colour alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from jobs.stages.sampling_report import wording
from jobs.stages.sampling_report.report import Arm, Contrast, SamplingReport
from jobs.stages.sampling_report.statistics import Estimate
from jobs.stages.sampling_report.svg_marks import (
    DOT,
    LEFT,
    RIGHT,
    SOFT,
    WIDTH,
    Axis,
    axis_over,
    diamond,
    dot,
    line,
    whisker,
    words_at,
)

BAND = 92
STACK = 44
TOP = 16
FOOT = 60
LETTER = 6.7
"""About the width of a letter, so that words near an edge stay inside. All in pixels."""

STYLE = """
svg { color-scheme: light dark; --ink: #1a1a1a; --soft: #565656; --line: #d0d0d0;
  --ground: #fbfbfb; --one: #1c5fae; --other: #8a5a00; font: 13px system-ui, sans-serif }
@media (prefers-color-scheme: dark) {
  svg { --ink: #ececec; --soft: #b4b4b4; --line: #3a3a3a; --ground: #202020;
    --one: #7ab5f5; --other: #e2b35c }
}
.chart-ground { fill: var(--ground) }
text { fill: var(--ink); stroke: var(--ground); stroke-width: 4px; paint-order: stroke }
.chart-soft { fill: var(--soft) }
.chart-grid { stroke: var(--line) }
.chart-even { stroke: var(--soft) }
.chart-exploratory { fill: var(--one); stroke: var(--one) }
.chart-deterministic { fill: var(--other); stroke: var(--other) }
.chart-article { fill: none; stroke: var(--ink) }
"""


@dataclass(frozen=True)
class Chart:
    """A drawn chart: ``name`` for its file, words for those who do not see it, and its marks."""

    name: str
    title: str
    description: str
    height: int
    marks: str

    @property
    def inline(self) -> str:
        """The chart for a page whose stylesheet knows the classes ``chart-…``."""
        return self._svg('class="chart"', "", "")

    @property
    def standalone(self) -> str:
        """The chart as a file of its own."""
        ground = f'<rect class="chart-ground" width="{WIDTH}" height="{self.height}"/>'
        opening = f'xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{self.height}"'
        return self._svg(opening, f"<style>{STYLE}</style>", ground) + "\n"

    def _svg(self, attributes: str, style: str, ground: str) -> str:
        title, description = f"{self.name}-title", f"{self.name}-description"
        return (
            f'<svg {attributes} viewBox="0 0 {WIDTH} {self.height}" role="img" '
            f'aria-labelledby="{title} {description}">'
            f'<title id="{title}">{escape(self.title)}</title>'
            f'<desc id="{description}">{escape(self.description)}</desc>'
            f"{style}{ground}{self.marks}</svg>"
        )


def charts(report: SamplingReport) -> tuple[Chart, ...]:
    """Ratios beside the article's, then each measure in both arms."""
    return (
        ratios(report.novelty, report.failures),
        arms(
            report.novelty,
            "Novelty in both arms",
            "Mean hash distance between two pictures of one prompt, bits of 64",
            {arm: [row.novelty[arm] for row in report.prompts] for arm in Arm},
            wording.number,
        ),
        arms(
            report.failures,
            "Failures in both arms",
            "Share of a prompt's pictures on which text or a watermark was read",
            {arm: [row.failures[arm] for row in report.prompts] for arm in Arm},
            wording.percent,
        ),
    )


def ratios(*contrasts: Contrast) -> Chart:
    """How much more the exploratory arm has of each measure, beside what the article reports."""
    axis = _axis_of_ratios(contrasts)
    bottom = TOP + BAND * len(contrasts)
    said = (
        f"{one.name} {wording.estimated_change(one.ratio)}, the article {_reported(one)}"
        for one in contrasts
    )
    marks = [
        _frame(axis, bottom, "Exploratory against deterministic, change in %", _change),
        line((axis.at(0), TOP), (axis.at(0), bottom), "chart-even", 1.5),
        *(_ratio_row(axis, one, TOP + BAND * index) for index, one in enumerate(contrasts)),
    ]
    return Chart(
        name="ratios",
        title="Exploratory against deterministic",
        description=f"{'; '.join(said)}. The bar is the 95 % interval.",
        height=bottom + FOOT,
        marks="".join(marks),
    )


def arms(
    contrast: Contrast,
    title: str,
    label: str,
    values: dict[Arm, list[float]],
    shown: wording.Shown,
) -> Chart:
    """A measure in both arms: a mark a prompt, and under them the mean with its interval."""
    axis = axis_over(0.0, max(max(each) for each in values.values()))
    bottom = TOP + BAND * len(Arm)
    estimates = {Arm.EXPLORATORY: contrast.exploratory, Arm.DETERMINISTIC: contrast.deterministic}
    marks = [_frame(axis, bottom, label, shown)]
    for index, arm in enumerate(Arm):
        top = TOP + BAND * index
        marks += [
            words_at((LEFT - 14, top + BAND / 2), arm.value.capitalize(), "end"),
            *_swarm(axis, values[arm], top + BAND - 34, arm),
            _interval(axis, estimates[arm], top + BAND - 20, f"chart-{arm.value}", shown),
        ]
    said = (f"{arm.value} {wording.estimated(estimates[arm], shown)}" for arm in Arm)
    return Chart(
        name=contrast.name,
        title=title,
        description=f"{label}. Mean over {len(values[Arm.EXPLORATORY])} prompts: "
        f"{', '.join(said)}. A mark is a prompt; the bar is the 95 % interval of the mean.",
        height=bottom + FOOT,
        marks="".join(marks),
    )


def _axis_of_ratios(contrasts: Sequence[Contrast]) -> Axis:
    ends = [0.0, *(one.article for one in contrasts)]
    for ratio in (one.ratio for one in contrasts):
        if ratio.value is not None and ratio.low is not None and ratio.high is None:
            # Room for an interval without an upper end to be seen going on.
            ends.append(1.5 * ratio.value)
        ends += [end - 1 for end in (ratio.low, ratio.value, ratio.high) if end is not None]
    return axis_over(min(ends), max(ends))


def _ratio_row(axis: Axis, contrast: Contrast, top: float) -> str:
    middle, article = top + BAND / 2, axis.at(contrast.article)
    beyond = article > RIGHT - 90
    named = f"article {_reported(contrast)}"
    return "".join(
        [
            words_at((LEFT - 14, middle), contrast.name.capitalize(), "end"),
            words_at((axis.at(0) + 8, middle + 14), contrast.ratio.note, "start", SOFT)
            if contrast.ratio.value is None
            else _interval(
                axis, wording.less_one(contrast.ratio), middle + 10, "chart-exploratory", _change
            ),
            diamond((article, middle - 18)),
            words_at(
                (article - 10 if beyond else article + 10, middle - 18),
                named,
                "end" if beyond else "start",
                SOFT,
            ),
        ]
    )


def _interval(axis: Axis, estimate: Estimate, y: float, tone: str, shown: wording.Shown) -> str:
    """The interval's bar, the value on it, and the numbers beneath."""
    if estimate.value is None:
        return ""
    x, marks = axis.at(estimate.value), []
    if estimate.low is not None:
        high = None if estimate.high is None else axis.at(estimate.high)
        marks.append(whisker(axis.at(estimate.low), high, y, tone))
    marks.append(f'<circle class="{tone}" cx="{x:.1f}" cy="{y:.1f}" r="5"/>')
    words = wording.estimated(estimate, shown)
    half = LETTER * len(words) / 2
    place = min(max(x, LEFT + half), RIGHT + 20 - half)
    marks.append(words_at((place, y + 18), words, "middle", SOFT))
    return "".join(marks)


def _swarm(axis: Axis, values: Sequence[float], base: float, arm: Arm) -> list[str]:
    """A mark a prompt, stacked upwards where they would lie on each other."""
    stacks: Counter[int] = Counter()
    places = []
    for value in sorted(values):
        column = round(axis.at(value) / (2 * DOT))
        places.append((axis.at(value), stacks[column]))
        stacks[column] += 1
    step = min(2.2 * DOT, STACK / max(stacks.values()))
    marks = [dot((x, base - level * step), arm) for x, level in places]
    if step < 1.5 * DOT:
        # Marks that lie on each other cannot be counted by eye.
        marks += [
            words_at((column * 2 * DOT + 8, base - STACK / 2), f"{number} prompts", "start", SOFT)
            for column, number in stacks.items()
            if number > 1
        ]
    return marks


def _frame(axis: Axis, bottom: float, label: str, shown: wording.Shown) -> str:
    marks = []
    for x, tick in ((axis.at(tick), tick) for tick in axis.ticks):
        marks.append(line((x, TOP), (x, bottom + 8), "chart-grid", 1))
        marks.append(words_at((x, bottom + 22), wording.whole(shown(tick)), "middle", SOFT))
    marks.append(words_at(((LEFT + RIGHT) / 2, bottom + 44), label, "middle", SOFT))
    return "".join(marks)


def _change(value: float) -> str:
    return wording.change(1 + value)


def _reported(contrast: Contrast) -> str:
    return wording.whole(_change(contrast.article))
