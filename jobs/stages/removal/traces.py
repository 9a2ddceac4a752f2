"""Traces: the edges and lines that end at a hole, followed outwards to learn where they lead."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages.contract import Pixels, Plane
from jobs.stages.outline import Outline
from jobs.stages.regimes import LINE, Crossing, Regimes

Floats = NDArray[np.float32]

ANGLES = np.deg2rad(np.arange(-70, 71, 5)).astype(np.float32)
SHIFTS = np.arange(-3, 3.1, 0.5, dtype=np.float32)
STEPS = np.arange(2, 13, dtype=np.float32)
FURTHER = np.arange(2, 25, dtype=np.float32)
BESIDE, BESIDE_SOFT = 1.5, 4.0
"""Pixels from an edge, or from one out of focus, to where its two colours are compared."""
BESIDE_LINE = 4.0
SEARCH = np.arange(-2.5, 2.6, 0.25, dtype=np.float32)
REACH = 6.0
"""A profile runs from this many pixels on one side of an edge to as many on the other."""
ACROSS = np.arange(-REACH, REACH + 0.01, 0.5, dtype=np.float32)
NARROWEST, WIDEST = 0.45, 3.0
ASTRAY = 0.6
"""Pixels that an edge may stray from its course before only its nearest part is believed."""
LEAST_CURVED = 14
CONFIRMED = 0.4
"""An edge must keep this share of its contrast along its trace, or it was texture."""


@dataclass(frozen=True)
class Trace:
    """An edge or a line that ends at the hole.

    ``at`` is its sample on the outline, ``point`` where it meets the outline and ``inwards`` the
    unit direction in which it would go on, x before y. ``before`` and ``after`` are the CIELAB
    colours beside it, in the outline's order, ``contrast`` the step from one to the other, or
    from its ground to a line, and ``strength`` its size. ``profile`` is RGB at ``ACROSS`` from
    the side before to the side after, averaged along the trace; ``blur`` the edge's width as a
    Gaussian's deviation in pixels, and ``bend`` how far the trace leaves its own tangent, in
    pixels, 0 when it is straight.
    """

    at: int
    point: tuple[float, float]
    inwards: tuple[float, float]
    before: Floats
    after: Floats
    contrast: Floats
    strength: float
    line: bool
    profile: Floats
    blur: float
    bend: float


def follow(pixels: Pixels, unknown: Plane, found: Regimes) -> tuple[Trace, ...]:
    """The crossings that are edges or lines indeed, in the outline's order."""
    lab = cv2.cvtColor(pixels.astype(np.float32) / 255, cv2.COLOR_RGB2Lab)
    seen = _Seen(
        lab=np.asarray(cv2.GaussianBlur(lab, (0, 0), 0.6), np.float32),
        rgb=pixels.astype(np.float32),
        known=(unknown == 0).astype(np.float32),
    )
    traces = (_follow(seen, found.outline, crossing) for crossing in found.crossings)
    return tuple(trace for trace in traces if trace is not None)


@dataclass(frozen=True)
class _Seen:
    lab: Floats
    rgb: Floats
    known: Floats


def _follow(seen: _Seen, outline: Outline, crossing: Crossing) -> Trace | None:
    count = len(outline)
    back = 0.0 if crossing.line else 0.5
    point = outline.points[crossing.at] * (1 - back) + back * outline.points[crossing.at - 1]
    outwards = outline.outwards[crossing.at] + outline.outwards[crossing.at - 1]
    outwards = outwards / max(float(np.hypot(*outwards)), 1e-6)
    gap = LINE if crossing.line else 1
    before = _colour(seen, outline, (crossing.at - gap - np.arange(3)) % count)
    after = _colour(seen, outline, (crossing.at + gap - 1 + np.arange(3)) % count)
    contrast = after - before
    if crossing.line:
        contrast = _colour(seen, outline, np.array([crossing.at])) - (before + after) / 2
    size = float(np.linalg.norm(contrast))
    if size < 1:
        return None
    unit = (contrast / size).astype(np.float32)
    for reach in (BESIDE_LINE,) if crossing.line else (BESIDE, BESIDE_SOFT):
        probe = _Probe(seen, unit, reach, crossing.line)
        place, direction, bend, kept = _straighten(probe, *_aim(probe, point, outwards))
        if kept >= CONFIRMED * size:
            break
    else:
        return None
    profile = _profile(seen, place, direction)
    return Trace(
        at=crossing.at,
        point=(float(place[0]), float(place[1])),
        inwards=(-float(direction[0]), -float(direction[1])),
        before=before,
        after=after,
        contrast=contrast,
        strength=size,
        line=crossing.line,
        profile=profile,
        blur=NARROWEST if crossing.line else _blur(profile),
        bend=bend,
    )


def _colour(seen: _Seen, outline: Outline, samples: NDArray[np.int64]) -> Floats:
    at = outline.points[samples] + 3 * outline.outwards[samples]
    return np.asarray(np.median(_at(seen.lab, at), axis=0), np.float32)


def _at(values: Floats, places: Floats) -> Floats:
    """Values at places (…, 2), read between pixels; the border's stand for those beyond it."""
    flat = np.ascontiguousarray(places.reshape(-1, 1, 2), np.float32)
    parts = [
        cv2.remap(
            values,
            flat[start : start + 30000],
            None,
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )
        for start in range(0, len(flat), 30000)
    ]
    channels = values.shape[2] if values.ndim == 3 else 1
    return np.asarray(np.concatenate(parts).reshape(*places.shape[:-1], channels), np.float32)


@dataclass(frozen=True)
class _Probe:
    """Measures the contrast across places, ``reach`` pixels to either side of each."""

    seen: _Seen
    unit: Floats
    reach: float
    line: bool

    def responses(self, places: Floats, normals: Floats) -> Floats:
        """The contrast across each place, in CIE76; 0 where a pixel is unknown."""
        first, second = places - self.reach * normals, places + self.reach * normals
        before, after = _at(self.seen.lab, first), _at(self.seen.lab, second)
        step = after - before
        if self.line:
            step = np.asarray(_at(self.seen.lab, places) - (before + after) / 2, np.float32)
        height, width = self.seen.known.shape
        inside = np.ones(places.shape[:-1], bool)
        for end in (first, second):
            inside &= (end >= 0).all(axis=-1) & (end[..., 0] < width) & (end[..., 1] < height)
        clear = inside & (_at(self.seen.known, places)[..., 0] > 0.99)
        return np.where(clear, step @ self.unit, 0).astype(np.float32)


def _aim(probe: _Probe, point: Floats, outwards: Floats) -> tuple[Floats, Floats]:
    """The start and the direction along which the contrast holds best."""
    cos, sin = np.cos(ANGLES), np.sin(ANGLES)
    x, y = float(outwards[0]), float(outwards[1])
    directions = np.stack([cos * x - sin * y, sin * x + cos * y], axis=1)
    normals = np.stack([-directions[:, 1], directions[:, 0]], axis=1)
    along = np.array([-outwards[1], outwards[0]], np.float32)
    starts = point + SHIFTS[:, None] * along
    places = starts[:, None, None] + STEPS[:, None] * directions[None, :, None]
    across = np.broadcast_to(normals[None, :, None], places.shape)
    kept = probe.responses(places.astype(np.float32), across).mean(axis=2)
    # A shifted start costs a little, so that a neighbour's edge is not taken for this one.
    held = kept - 0.05 * np.abs(SHIFTS)[:, None] * kept.max()
    shift, angle = np.unravel_index(int(np.argmax(held)), held.shape)
    return starts[shift].astype(np.float32), directions[angle].astype(np.float32)


def _straighten(
    probe: _Probe, place: Floats, direction: Floats
) -> tuple[Floats, Floats, float, float]:
    """A straight line fitted to the edge between pixels: near the hole, then further if it holds.

    Gives the point, the direction there, the edge's bend, and the contrast kept.
    """
    bend, kept = 0.0, 0.0
    for steps in (STEPS, FURTHER):
        normal = np.array([-direction[1], direction[0]], np.float32)
        places = place + steps[:, None, None] * direction + SEARCH[:, None] * normal
        across = np.broadcast_to(normal, places.shape)
        found = probe.responses(places.astype(np.float32), across)
        best = found.max(axis=1)
        held = best > 0.5 * max(float(np.median(best)), 1e-6)
        if steps is STEPS:
            kept = float(best.mean())
        # Only as far as the edge goes on without a break.
        end = int(np.argmin(held)) if not held.all() else len(held)
        if end < 4:
            return place, direction, bend, kept
        weight = np.maximum(found[:end] - 0.6 * best[:end, None], 0) + 1e-9
        offset = (weight * SEARCH).sum(axis=1) / weight.sum(axis=1)
        shift, slope, bend, stray = _course(steps[:end], offset)
        if steps is FURTHER and stray > ASTRAY:
            return place, direction, 0.0, kept
        place = (place + shift * normal).astype(np.float32)
        turned = direction + slope * normal
        direction = (turned / np.hypot(*turned)).astype(np.float32)
    return place, direction, bend, kept


def _course(steps: Floats, offset: Floats) -> tuple[float, float, float, float]:
    """Where an edge begins, its slope there, its bend over the whole length, and what is left.

    An edge is taken to be straight unless a parabola follows it clearly better.
    """
    slope, shift = np.polyfit(steps, offset, 1)
    stray = float(np.sqrt(np.mean((offset - slope * steps - shift) ** 2)))
    if len(steps) < LEAST_CURVED:
        return float(shift), float(slope), 0.0, stray
    curve, lean, start = np.polyfit(steps, offset, 2)
    left = float(np.sqrt(np.mean((offset - (curve * steps + lean) * steps - start) ** 2)))
    if left > 0.6 * stray:
        return float(shift), float(slope), 0.0, stray
    return float(start), float(lean), float(curve * steps[-1] ** 2), left


def _profile(seen: _Seen, place: Floats, direction: Floats) -> Floats:
    """RGB across the trace, averaged over the eight pixels next to the hole that are known."""
    normal = np.array([-direction[1], direction[0]], np.float32)
    steps = np.arange(1.5, 9, 0.5, dtype=np.float32)
    places = place + steps[:, None, None] * direction + ACROSS[:, None] * normal
    places = places.astype(np.float32)
    known = _at(seen.known, places)[..., 0] > 0.99
    values = _at(seen.rgb, places) * known[..., None]
    mean = values.sum(axis=0) / np.maximum(known.sum(axis=0), 1)[:, None]
    # Across a slanted outline the far ends may be hidden: the nearest known value stands there.
    have = np.nonzero(np.asarray(known.any(axis=0)))[0]
    if len(have):
        nearest = have[np.argmin(np.abs(np.arange(len(ACROSS))[:, None] - have), axis=1)]
        mean = mean[nearest]
    return np.asarray(mean, np.float32)


def _blur(profile: Floats) -> float:
    """The deviation of the step's own gradient, less that of reading between pixels."""
    middle = np.abs(ACROSS) <= 4
    ends = profile[-4:].mean(axis=0) - profile[:4].mean(axis=0)
    unit = ends / max(float(np.linalg.norm(ends)), 1e-6)
    gradient = np.maximum(np.gradient(profile @ unit, ACROSS), 0)[middle]
    if gradient.sum() <= 0:
        return NARROWEST
    # The noise of flat ground would count as width far from the edge.
    gradient = np.where(gradient > 0.15 * gradient.max(), gradient, 0)
    where = ACROSS[middle]
    centre = (gradient * where).sum() / gradient.sum()
    spread = (gradient * (where - centre) ** 2).sum() / gradient.sum()
    return float(np.clip(np.sqrt(max(spread - 0.1, 0)), NARROWEST, WIDEST))
