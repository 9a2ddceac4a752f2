"""Looks everywhere for a mark, at every scale and turn, on a photo made as small as it may be."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from jobs.stages.contract import Pixels
from jobs.stages.marks.detail import Detail, detail_of
from jobs.stages.marks.known_mark import Floats, shares
from jobs.stages.marks.placement import Drawer, Placement
from jobs.stages.marks.shape import Shape, shape_of

SIDE = 36.0
"""Pixels: the root of a mark's area on the photo that it is looked for on."""
STEP = 1.5
"""Pixels that a corner may be off between one scale or turn and the next, each way."""
FAINT, STRONG = 0.03, 1.6
"""Opacities outside this range are not a mark's; loud edges are cut, so it is read too low."""
LEAST, MOST = 3.0, 40
"""Deviations that an answer has at least, and how many of one scale and turn are kept."""
CLEAR, MANY = 8.0, 4
"""Deviations from which every place is looked at, for a photo tiled with a mark has many; up to so
many times as many as otherwise."""
NORMAL = 0.6745
"""The median of a normal variable's absolute value."""
BEYOND = 20
"""Pixels about the small photo that a mark may reach into."""


@dataclass(frozen=True)
class Range:
    """How a mark may lie: scaled from ``smallest`` to ``largest``, turned by ``turn`` degrees."""

    smallest: float = 0.5
    largest: float = 2.0
    turn: float = 24.0


@dataclass(frozen=True)
class Sighting:
    """Where a mark may lie. ``strength`` is against the spread over the photo (a z-score)."""

    place: Placement
    strength: float
    opacity: float


class Levels:
    """The photo at the sizes that are looked on, each made once for all marks."""

    def __init__(self, pixels: Pixels) -> None:
        self.pixels = pixels
        self._made: dict[tuple[int, int], Detail] = {}

    def at(self, factor: float) -> tuple[Detail, float]:
        """The detail of the photo at about this factor (at most 1), and the factor it has."""
        height, width = self.pixels.shape[:2]
        size = max(8, round(width * factor)), max(8, round(height * factor))
        if size not in self._made:
            small = self.pixels
            if size != (width, height):
                small = cv2.resize(self.pixels, size, interpolation=cv2.INTER_AREA)
            self._made[size] = detail_of(shares(small))
        return self._made[size], size[0] / width


def look(
    levels: Levels, drawer: Drawer, span: Range, most: int, checkpoint: Callable[[], None]
) -> list[Sighting]:
    """The most likely places of a mark, strongest first: ``most``, and all the strong ones."""
    found: list[Sighting] = []
    mixture = inks(drawer)
    for scale in scales(drawer.size, span):
        checkpoint()
        width, height = drawer.size
        factor = min(1.0, SIDE / (scale * math.sqrt(width * height)))
        level = _Level.of(levels, factor, mixture)
        for turn in turns(drawer.size, scale * level.factor, span):
            shape = shape_of(drawer, scale * level.factor, turn)
            found += level.sightings(shape, scale, turn)
    found.sort(key=lambda one: -one.strength)
    return apart(found, drawer.size, most)


def inks(drawer: Drawer) -> Floats:
    """4 x n: the few mixtures of ``Shape.layers`` that all of a mark's colours are made of.

    A mark of one ink has one, which is matched in a quarter of the time (singular value
    decomposition; what is left out holds a thousandth of the energy).
    """
    layers = shape_of(drawer, 1.0, 0.0).layers.reshape(-1, 4)
    _, values, mixtures = np.linalg.svd(layers.T @ layers)
    share = np.cumsum(values) / values.sum()
    count = int(np.searchsorted(share, 0.999)) + 1
    return np.ascontiguousarray(mixtures[:count].T.astype(np.float32))


def scales(size: tuple[int, int], span: Range) -> list[float]:
    """Scales so close that a corner moves by at most twice ``STEP`` from one to the next."""
    reach = SIDE * math.hypot(*size) / (2 * math.sqrt(size[0] * size[1]))
    ratio = 1 + 2 * STEP / reach
    count = max(1, math.ceil(math.log(span.largest / span.smallest) / math.log(ratio)))
    return [
        span.smallest * (span.largest / span.smallest) ** (index / count)
        for index in range(count + 1)
    ]


def turns(size: tuple[int, int], scale: float, span: Range) -> list[float]:
    """Turns in degrees, likewise, for a mark drawn at ``scale``."""
    if span.turn == 0:
        return [0.0]
    step = math.degrees(2 * STEP / (scale * math.hypot(*size) / 2))
    each = max(1, math.ceil(span.turn / step))
    return [span.turn * index / each for index in range(-each, each + 1)]


@dataclass(frozen=True)
class _Level:
    """The photo at one size with a margin about it, and its layers mixed for one mark."""

    detail: Detail
    layers: Floats
    mixture: Floats
    factor: float

    @classmethod
    def of(cls, levels: Levels, factor: float, mixture: Floats) -> _Level:
        detail, real = levels.at(factor)
        detail = detail.widened(BEYOND)
        return cls(detail, np.ascontiguousarray(detail.layers @ mixture), mixture, real)

    def sightings(self, shape: Shape, scale: float, turn: float) -> Iterator[Sighting]:
        """The strongest answers to a shape, no two beside each other."""
        height, width = shape.alpha.shape
        if height > self.layers.shape[0] or width > self.layers.shape[1]:
            return
        own = np.ascontiguousarray(shape.layers @ self.mixture)
        product = cv2.matchTemplate(self.layers, own, cv2.TM_CCORR)
        rows, columns = product.shape[:2]
        part = (
            slice(height // 2, height // 2 + rows),
            slice(width // 2, width // 2 + columns),
        )
        weight = cv2.blur(self.detail.weight, (width, height))[part]
        energy = shape.energy(self.detail.ground[part], weight)
        strength = product / np.sqrt(energy)
        spread = float(np.median(np.abs(strength[::2, ::2]))) / NORMAL + 1e-6
        opacity = product / energy
        reach = max(3, min(height, width) // 3) | 1
        peak = strength == cv2.dilate(strength, np.ones((reach, reach), np.uint8))
        peak &= (strength > LEAST * spread) & (opacity > FAINT) & (opacity < STRONG)
        ys, xs = np.nonzero(peak)
        for index in np.argsort(-strength[ys, xs])[:MOST]:
            y, x = int(ys[index]), int(xs[index])
            there = Placement(
                float(x + width // 2 - BEYOND), float(y + height // 2 - BEYOND),
                scale * self.factor, turn,
            )  # fmt: skip
            yield Sighting(
                there.scaled(1 / self.factor),
                float(strength[y, x]) / spread,
                float(opacity[y, x]),
            )


def apart(found: list[Sighting], size: tuple[int, int], most: int) -> list[Sighting]:
    """Of sightings that are nearly the same place only the first."""
    kept: list[Sighting] = []
    for one in found:
        if len(kept) >= most and (one.strength < CLEAR or len(kept) >= MANY * most):
            break
        if not any(same(one.place, other.place, size) for other in kept):
            kept.append(one)
    return kept


def same(one: Placement, other: Placement, size: tuple[int, int]) -> bool:
    """Whether two places of a mark differ so little that refining both would end in one."""
    reach = 0.25 * min(one.scale, other.scale) * min(size)
    return (
        abs(one.x - other.x) < reach
        and abs(one.y - other.y) < reach
        and abs(math.log(one.scale / other.scale)) < 0.2
    )
