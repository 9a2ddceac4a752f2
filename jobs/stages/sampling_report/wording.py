"""The report's numbers in sentences that claim no more than they show."""

from __future__ import annotations

import re
from collections.abc import Callable

from jobs.stages.sampling_report.report import Contrast
from jobs.stages.sampling_report.statistics import Estimate, zero_bound

Shown = Callable[[float], str]
"""How a number is written."""

DESIGN = (
    "Held equal: the prompts, the seeds of each prompt, checkpoint, steps, guidance, negative "
    "prompt and size. Seeds differ from prompt to prompt, so that prompts are independent.",
    "Different: the exploratory arm samples in batches with a stochastic scheduler, which draws "
    "new noise at every step; the deterministic arm samples one by one with a scheduler that "
    "draws none, at eta 0, as a canonical render does. In both the seed gives the same initial "
    "noise.",
    "So the deterministic arm still has one picture a seed. With one seed for all, the other "
    "reading of a deterministic pass, its pictures would be equal, its novelty 0 and every "
    "ratio to it undefined.",
    "At equal steps a stochastic scheduler has removed less noise: what it adds to the "
    "difference between arms is part of what is measured here.",
    "A failure is a picture on which the gate's own check for residual text reads something "
    "above its standard threshold, though no prompt asks for text. It finds what can be read: a "
    "mark without letters goes unseen, and a pattern taken for letters counts.",
    "The article that reports 28 % and 42 % names neither its model, nor its prompts, nor how "
    "many pictures, nor what its deterministic pass varied, and gives no interval. Its figures "
    "stand here for comparison and are no target.",
)


def number(value: float, digits: int = 1) -> str:
    """A plain number with a real minus sign."""
    # Adding zero takes the sign from what was rounded to nothing.
    return f"{round(value, digits) + 0.0:.{digits}f}".replace("-", "−")


def percent(value: float) -> str:
    """A share, 0..1, in percent with one digit."""
    return f"{number(100 * value)} %"


def points(value: float) -> str:
    """A difference of shares in percentage points, with its sign."""
    return f"{signed(100 * value)} points"


def more(ratio: float) -> str:
    """A ratio as how much more or less than the other: 1.28 is ``28.0 % more``."""
    change = 100 * (ratio - 1)
    if round(abs(change), 1) == 0:
        return "as much"
    return f"{number(abs(change))} % {'more' if change > 0 else 'less'}"


def change(ratio: float) -> str:
    """A ratio as a signed change: 1.28 is ``+28.0 %``."""
    return f"{signed(100 * (ratio - 1))} %"


def signed(value: float) -> str:
    """A number with its sign; what rounds to zero has none."""
    return f"+{number(value)}" if round(value, 1) > 0 else number(value)


def whole(words: str) -> str:
    """A number in words without a zero after its point."""
    return re.sub(r"\.0\b", "", words)


def interval(estimate: Estimate, shown: Shown) -> str:
    """An estimate's interval for people: ``95 % interval 1.0 to 2.0``, or why there is none."""
    if estimate.low is None:
        return estimate.note
    if estimate.high is None:
        return f"95 % interval from {shown(estimate.low)} without an upper bound"
    return f"95 % interval {shown(estimate.low)} to {shown(estimate.high)}"


def novelty_findings(found: Contrast) -> tuple[str, ...]:
    """What was found of novelty."""
    return (
        f"Of 64 bits, two exploratory pictures of one prompt differ in "
        f"{estimated(found.exploratory, number)} on average, two deterministic ones in "
        f"{estimated(found.deterministic, number)}.",
        *_ratio_findings(found, "Exploratory pictures are {}", "diverse"),
    )


def failure_findings(found: Contrast, *, prompts: int, pictures: int) -> tuple[str, ...]:
    """What was found of failures; ``pictures`` in each arm."""
    shares = (
        f"Text or a watermark was read on {estimated(found.exploratory, percent)} of {pictures} "
        f"exploratory pictures and on {estimated(found.deterministic, percent)} of {pictures} "
        "deterministic ones."
    )
    if found.exploratory.value == 0 and found.deterministic.value == 0:
        bound = percent(zero_bound(prompts))
        return (
            f"No text and no watermark was read on any of {pictures} pictures of either arm, so "
            "the ratio is undefined.",
            f"Seeing none on {prompts} prompts still allows that up to {bound} of prompts show "
            "one (one-sided 95 % bound). The article's 42 % can be neither confirmed nor "
            "contradicted.",
        )
    if found.ratio.value is None:
        return (
            shares,
            "The ratio is undefined, since no deterministic picture failed; the difference is "
            f"{estimated(found.difference, points)}. The article's 42 % can be neither confirmed "
            "nor contradicted.",
        )
    return (
        shares,
        f"The difference is {estimated(found.difference, points)}.",
        *_ratio_findings(found, "Exploratory pictures fail {}", "often"),
    )


def _ratio_findings(found: Contrast, sentence: str, adverb: str) -> tuple[str, ...]:
    ratio = found.ratio
    if ratio.value is None:
        return (
            "The ratio is undefined, since deterministic pictures of one prompt do not differ at "
            "all.",
        )
    said = sentence.format(f"{_compared(ratio.value)} {adverb}")
    known = f"{said} ({interval(ratio, change)})."
    article = whole(percent(found.article))
    if ratio.low is None:
        return (known, f"The article reports {article} more; without an interval nothing follows.")
    high = float("inf") if ratio.high is None else ratio.high
    even = ratio.low <= 1 <= high
    inside = ratio.low <= 1 + found.article <= high
    return (
        f"{known} {'The interval includes zero.' if even else ''}".strip(),
        f"The article reports {article} more: "
        + (
            "the interval includes that figure."
            if inside
            else "the interval does not include that figure."
        ),
    )


def _compared(ratio: float) -> str:
    said = more(ratio)
    return "as" if said == "as much" else said


def estimated_change(ratio: Estimate) -> str:
    """A ratio with its interval, as the change it stands for; or why it is undefined."""
    return estimated(less_one(ratio), lambda value: change(1 + value))


def less_one(ratio: Estimate) -> Estimate:
    """A ratio as the change it stands for: 1.28 as 0.28."""
    ends = {"value": ratio.value, "low": ratio.low, "high": ratio.high}
    less = {end: None if found is None else found - 1 for end, found in ends.items()}
    return ratio.model_copy(update=less)


def estimated(estimate: Estimate, shown: Shown) -> str:
    """A number with its interval, or why it is undefined."""
    if estimate.value is None:
        return estimate.note
    return f"{shown(estimate.value)} ({interval(estimate, shown)})"
