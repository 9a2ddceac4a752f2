"""Curves: the paths that edges take through a hole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from jobs.stages.contract import Plane
from jobs.stages.removal.matching import Pair, match
from jobs.stages.removal.traces import Trace

Floats = NDArray[np.float32]
Shape = Literal["straight", "curved", "corner"]

STRAIGHT = np.deg2rad(9.0)
"""Two edges that turn less than this towards each other are one straight line."""
OUTSIDE = 12.0
"""Curves begin and end this many pixels outside the hole, so that they divide all of it."""
TELLING = 30.0
"""Only an edge this strong, CIE76, is led on until it meets another when it has no partner."""


@dataclass(frozen=True)
class Curve:
    """One path through the hole, ``points`` n x 2 about half a pixel apart, x before y.

    ``first`` is the trace that it goes on from; ``second`` the one it comes out at, or None when
    it ends at another curve or at the picture's border.
    """

    points: Floats
    first: Trace
    second: Trace | None
    shape: Shape


def lead(traces: tuple[Trace, ...], hole: Plane) -> tuple[Curve, ...]:
    """Lead the traces through ``hole``: in pairs first, then those that are left alone.

    A strong edge without a partner goes straight on until it meets a curve or leaves the
    picture; a line, or an edge that would come out where nothing answers it, ends at the hole.
    """
    pairs = match(traces, hole)
    curves = [_join(traces[pair.first], traces[pair.second], pair) for pair in pairs]
    paired = {place for pair in pairs for place in (pair.first, pair.second)}
    lonely = [trace for place, trace in enumerate(traces) if place not in paired]
    for trace in sorted(lonely, key=lambda trace: -trace.strength):
        reached = _extend(trace, curves, hole)
        if reached is not None:
            curves.append(Curve(reached, trace, None, "straight"))
    return tuple(curves)


def _join(one: Trace, two: Trace, pair: Pair) -> Curve:
    start, end = np.array(one.point, np.float32), np.array(two.point, np.float32)
    into, out = np.array(one.inwards, np.float32), -np.array(two.inwards, np.float32)
    shape: Shape = "corner" if pair.corner is not None else _shape(end - start, into, out)
    if pair.corner is not None:
        corner = np.array(pair.corner, np.float32)
        path = np.vstack([_line(start, corner), _line(corner, end)[1:]])
    elif shape == "straight":
        path = _line(start, end)
    else:
        path = _hermite(start, end, into, out)
    first, last = start - OUTSIDE * into, end + OUTSIDE * out
    whole = np.vstack([_line(first, start)[:-1], path, _line(end, last)[1:]])
    return Curve(whole.astype(np.float32), one, two, shape)


def _shape(chord: Floats, into: Floats, out: Floats) -> Shape:
    length = max(float(np.hypot(chord[0], chord[1])), 1e-6)
    turns = [abs(float(np.arccos(np.clip(way @ chord / length, -1, 1)))) for way in (into, out)]
    return "straight" if max(turns) < STRAIGHT else "curved"


def _line(start: Floats, end: Floats) -> Floats:
    count = max(2, int(2 * np.hypot(*(end - start))) + 1)
    share = np.linspace(0, 1, count, dtype=np.float32)[:, None]
    return np.asarray(start + share * (end - start), np.float32)


def _hermite(start: Floats, end: Floats, into: Floats, out: Floats) -> Floats:
    """The cubic through both ends with the traces' tangents."""
    length = max(float(np.hypot(*(end - start))), 1e-6)
    count = max(4, int(2.2 * length))
    t = np.linspace(0, 1, count, dtype=np.float32)[:, None]
    return np.asarray(
        (2 * t**3 - 3 * t**2 + 1) * start
        + (t**3 - 2 * t**2 + t) * length * into
        + (3 * t**2 - 2 * t**3) * end
        + (t**3 - t**2) * length * out,
        np.float32,
    )


def _extend(trace: Trace, curves: list[Curve], hole: Plane) -> Floats | None:
    """The straight path from a trace to the first curve, or to the picture's border."""
    if trace.line or trace.strength < TELLING:
        return None
    height, width = hole.shape
    start, way = np.array(trace.point, np.float32), np.array(trace.inwards, np.float32)
    steps = np.arange(1.0, height + width, 0.5, dtype=np.float32)
    places = start + steps[:, None] * way
    others = np.vstack([curve.points for curve in curves]) if curves else np.zeros((0, 2))
    entered = False
    for index, place in enumerate(places):
        x, y = int(np.round(place[0])), int(np.round(place[1]))
        if not (0 <= x < width and 0 <= y < height):
            return _from_outside(start, way, places[: index + 4]) if entered else None
        if hole[y, x]:
            entered = True
        elif entered:
            return None
        if entered and len(others) and np.hypot(*(others - place).T).min() < 0.8:
            return _from_outside(start, way, places[: index + 4])
        if not entered and steps[index] > 4:
            return None
    return None


def _from_outside(start: Floats, way: Floats, path: Floats) -> Floats:
    return np.vstack([_line(start - OUTSIDE * way, start), path]).astype(np.float32)
