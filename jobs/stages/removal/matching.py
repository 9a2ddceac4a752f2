"""Matching: which edge on one side of a hole goes on as which edge on the other."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from jobs.stages.contract import Plane
from jobs.stages.regimes import LEAST_JUMP
from jobs.stages.removal.traces import Trace

Floats = NDArray[np.float32]

COLOUR = 1.0
BENDING = 4.0
"""What one radian squared of turning costs; a strong edge left without a partner costs 2.4."""
CORNER = 1.0
MIXED = 0.4
"""What it costs that an edge goes on as a line."""
STEEPEST = np.deg2rad(100.0)
SHARPEST, BLUNTEST = np.deg2rad(25.0), np.deg2rad(130.0)
MOST = 40
"""More edges than this are texture: the strongest are kept."""


@dataclass(frozen=True)
class Pair:
    """Two traces that are one edge, by their places in the list; ``corner`` where it turns."""

    first: int
    second: int
    corner: tuple[float, float] | None


def match(traces: tuple[Trace, ...], hole: Plane) -> tuple[Pair, ...]:
    """The pairs of least cost, none of which crosses another.

    The cost is a smooth curve's bending, or a corner's price, and the difference of the colours
    on both of its sides. Edges between areas cannot cross, so the search is over nested pairs
    (as for the folding of RNA: Nussinov, 1978) and finds the best there is.
    """
    count = len(traces)
    if count > MOST:
        raise ValueError(f"{count} edges are too many to match: keep the strongest {MOST}.")
    prices: dict[tuple[int, int], tuple[float, Pair]] = {}
    for first in range(count):
        for second in range(first + 1, count):
            priced = _price(traces, first, second, hole)
            if priced is not None:
                prices[first, second] = priced
    alone = [0.4 + min(2.0, trace.strength / 30) for trace in traces]

    @cache
    def best(start: int, end: int) -> tuple[float, tuple[Pair, ...]]:
        if start > end:
            return 0.0, ()
        cost, pairs = best(start + 1, end)
        found = cost + alone[start], pairs
        for other in range(start + 1, end + 1):
            if (start, other) not in prices:
                continue
            price, pair = prices[start, other]
            (inner, within), (outer, beyond) = best(start + 1, other - 1), best(other + 1, end)
            if price + inner + outer < found[0]:
                found = price + inner + outer, (pair, *within, *beyond)
        return found

    return best(0, count - 1)[1]


def strongest(traces: tuple[Trace, ...]) -> tuple[Trace, ...]:
    """At most ``MOST`` traces, still in the outline's order."""
    if len(traces) <= MOST:
        return traces
    kept = sorted(traces, key=lambda trace: -trace.strength)[:MOST]
    return tuple(sorted(kept, key=lambda trace: trace.at))


def _price(
    traces: tuple[Trace, ...], first: int, second: int, hole: Plane
) -> tuple[float, Pair] | None:
    """What it costs to take two traces for one edge; None when they cannot be."""
    one, two = traces[first], traces[second]
    unlike = _unlike(one, two)
    if unlike is None:
        return None
    chord = np.subtract(two.point, one.point)
    if float(np.hypot(*chord)) < 3:
        return None
    turns = _angle(one.inwards, chord), _angle(two.inwards, -chord)
    choices: list[tuple[float, Pair]] = []
    if max(abs(turns[0]), abs(turns[1])) < STEEPEST:
        bending = turns[0] ** 2 + turns[1] ** 2 + turns[0] * turns[1]
        choices.append((BENDING * bending + COLOUR * unlike, Pair(first, second, None)))
    corner = _corner(one, two)
    if corner is not None and _within(corner, hole):
        bent = min(1.0, (abs(one.bend) + abs(two.bend)) / 4)
        choices.append((CORNER + bent + COLOUR * unlike, Pair(first, second, corner)))
    return min(choices, key=lambda choice: choice[0]) if choices else None


def _unlike(one: Trace, two: Trace) -> float | None:
    """How much two traces differ in colour beside what they contrast by; None when in kind.

    A border that is darkened or bright along one end looks like a line there.
    """
    apart = float(np.linalg.norm(one.after - two.before) + np.linalg.norm(one.before - two.after))
    strengths = [trace.strength for trace in (one, two)]
    if one.line and two.line:
        apart += 2 * float(np.linalg.norm(one.contrast - two.contrast))
    elif one.line or two.line:
        strengths = [float(np.linalg.norm(trace.after - trace.before)) for trace in (one, two)]
        if min(strengths) < LEAST_JUMP:
            return None
    change = abs(float(np.log(strengths[0] / strengths[1])))
    return apart / (strengths[0] + strengths[1]) + change / 2 + MIXED * (one.line != two.line)


def _angle(direction: tuple[float, float], towards: Floats) -> float:
    """The signed angle from ``towards`` to ``direction``, in radians."""
    cross = towards[0] * direction[1] - towards[1] * direction[0]
    return float(np.arctan2(cross, float(np.dot(towards, direction))))


def _corner(one: Trace, two: Trace) -> tuple[float, float] | None:
    """Where the two would meet if each went straight on, when that is between them."""
    (ax, ay), (bx, by) = one.inwards, two.inwards
    cross = ax * by - ay * bx
    turn = abs(float(np.arctan2(cross, -(ax * bx + ay * by))))
    if not SHARPEST < turn < BLUNTEST:
        return None
    gap = np.subtract(two.point, one.point)
    reach_one = float(gap[0] * by - gap[1] * bx) / cross
    reach_two = float(gap[0] * ay - gap[1] * ax) / cross
    if min(reach_one, reach_two) < 2:
        return None
    return one.point[0] + reach_one * ax, one.point[1] + reach_one * ay


def _within(place: tuple[float, float], hole: Plane) -> bool:
    x, y = round(place[0]), round(place[1])
    return 0 <= y < hole.shape[0] and 0 <= x < hole.shape[1] and bool(hole[y, x])
