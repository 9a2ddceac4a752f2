"""The marks that the report's charts are made of: a scale, lines, words, dots, as SVG text."""

from __future__ import annotations

import math
from dataclasses import dataclass
from html import escape

from jobs.stages.sampling_report.report import Arm

WIDTH = 760
LEFT, RIGHT = 128.0, 728.0
"""Where the plot begins and ends; arms and measures are named to its left. In pixels."""
DOT = 3.2
SOFT = "chart-soft"
LEAST_SPAN = 0.1

Point = tuple[float, float]
"""Across and down, in pixels."""


@dataclass(frozen=True)
class Axis:
    """A linear scale from ``low`` to ``high`` over the plot's width, with round ticks."""

    low: float
    high: float
    ticks: tuple[float, ...]

    def at(self, value: float) -> float:
        """Where a value lies, in pixels."""
        return LEFT + (value - self.low) / (self.high - self.low) * (RIGHT - LEFT)


def axis_over(low: float, high: float) -> Axis:
    """A scale with round ticks, about six, that reach past both ends."""
    span = max(high - low, LEAST_SPAN)
    step = 10 ** math.floor(math.log10(span / 4))
    step *= next(factor for factor in (1, 2, 5, 10) if span / (step * factor) <= 6)
    first, last = math.floor(low / step), math.ceil((low + span) / step)
    ticks = tuple(round(index * step, 10) for index in range(first, last + 1))
    return Axis(ticks[0], ticks[-1], ticks)


def line(start: Point, end: Point, tone: str, width: float) -> str:
    """A straight line in the colour of its class."""
    return (
        f'<line class="{tone}" x1="{start[0]:.1f}" y1="{start[1]:.1f}" '
        f'x2="{end[0]:.1f}" y2="{end[1]:.1f}" stroke-width="{width}"/>'
    )


def words_at(at: Point, words: str, anchor: str, tone: str = "") -> str:
    """Words on one line; ``anchor`` is ``start``, ``middle`` or ``end``."""
    named = f' class="{tone}"' if tone else ""
    return (
        f'<text{named} x="{at[0]:.1f}" y="{at[1]:.1f}" text-anchor="{anchor}" '
        f'dominant-baseline="middle">{escape(words)}</text>'
    )


def dot(at: Point, arm: Arm) -> str:
    """One prompt: round for the exploratory arm, square for the deterministic one."""
    tone = f'class="chart-{arm.value}" fill-opacity="0.45" stroke-width="0.8"'
    if arm is Arm.EXPLORATORY:
        return f'<circle {tone} cx="{at[0]:.1f}" cy="{at[1]:.1f}" r="{DOT}"/>'
    side = 1.7 * DOT
    return (
        f'<rect {tone} x="{at[0] - side / 2:.1f}" y="{at[1] - side / 2:.1f}" '
        f'width="{side:.1f}" height="{side:.1f}"/>'
    )


def diamond(at: Point) -> str:
    """A figure that somebody else reported."""
    corner = f"M{at[0]:.1f} {at[1] - 6:.1f}"
    return f'<path class="chart-article" stroke-width="1.6" d="{corner}l6 6l-6 6l-6 -6z"/>'


def whisker(low: float, high: float | None, y: float, tone: str) -> str:
    """An interval as a bar with caps; without an upper end it points out of the plot."""
    end = RIGHT if high is None else high
    cap = (
        f'<path class="{tone}" d="M{end - 8:.1f} {y - 5:.1f}L{end:.1f} {y:.1f}'
        f'L{end - 8:.1f} {y + 5:.1f}z"/>'
        if high is None
        else line((end, y - 5), (end, y + 5), tone, 2)
    )
    return line((low, y), (end, y), tone, 2) + line((low, y - 5), (low, y + 5), tone, 2) + cap
