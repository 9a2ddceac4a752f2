"""A line's drop shadow: its letters' own shape, moved and blurred, that darkens the ground."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages.contract import Pixels, Shadow
from jobs.stages.overlay.shading import Shading
from jobs.stages.regions import disk

Floats = NDArray[np.float32]
Places = NDArray[np.bool_]

REACH = 0.12
"""How far a shadow may fall down and to each side, as a share of its line's height."""
SLANT = 1.5
"""How far it may fall to a side for each pixel down. Light comes from above: what seemed to fall
upwards or level was the photo's own, or an outline."""
BLURS, OPACITIES = (0.0, 1.0, 2.0, 3.0), (0.15, 0.3, 0.5, 0.7, 0.9)
CANDIDATES = 4
"""Places that are tried in full at each blur."""
STEPS = ((0.5, 0.05), (0.5, 0.05), (0.5, 0.05), (0.25, 0.02))
"""By how much blur and opacity are changed, round by round, to fit better."""
BLURRIEST, MOST_OPAQUE, LEAST_OPAQUE = 3.0, 0.95, 0.15
LETTER = 0.1
"""From this share of letters on a pixel, and those next to it, say nothing of the shadow."""
LEAST_GAIN, LEAST_CLEAR = 8.0, 0.3
"""What a shadow must explain to be believed, and that times what it explains for each pixel that
it darkens: on drawn lines without one, chance explained up to 0.26."""
RIMS, RIM_BLUR = (1, 2, 3), 0.7
"""Widths in pixels of the dark rims that are tried instead, and how soft they are."""
RIMMED = 0.7
"""The share of that which a dark rim all around may explain: an outline, or letters that were
found too thin, are darker on every side."""
LEAST_BACKED, BACKED, ONE_SIDED, FEWEST_BACKING = 5.0, 0.25, 2.2, 12
"""What is enough to explain where the letter network backs a shadow: where it alone would fall,
it takes this share of pixels for painted, and so many times what it takes for painted across the
letters; in so many pixels at least. An outline is on every side, and so is not backed."""
PERHAPS, PERHAPS_CLEAR = 4.0, 0.05
"""What a shadow must explain, in all and for each pixel, to be held possible: neither a rim nor a
shadow that falls upwards may explain more, nor may the network see more across the letters."""
FALLS_FROM = 0.1
"""The opacity from which on a shadow is dark enough for the network to take it for painted."""
OUTLINED = 0.8
"""The share from which on a shadow of letters and outline is taken before one of letters alone."""
SEEN = 0.02
"""The opacity from which on a shadow can be seen."""


@dataclass(frozen=True)
class Cast:
    """A shadow as it lies in its crop: its numbers, its opacity at each pixel, 0..1, where it
    lies clear of letters, and whether it is one beyond doubt."""

    shadow: Shadow
    opacity: Floats
    clear: Places
    sure: bool


@dataclass(frozen=True)
class _Try:
    """One shadow, and how much it explains."""

    shadow: Shadow
    gain: float


@dataclass(frozen=True)
class _Shape:
    """What may cast a shadow, h x w, 0..1; where it lies clear of it, what is seen there, and how
    likely the letter network takes each pixel for painted, h x w."""

    values: Floats
    clear: Places
    shading: Shading
    painted: Floats

    @classmethod
    def of(cls, values: Floats, pixels: Pixels, painted: Floats) -> _Shape:
        clear = cv2.dilate((values > LETTER).astype(np.uint8), np.ones((3, 3), np.uint8)) == 0
        return cls(values, clear, Shading.of(pixels, clear), painted)

    def backed(self, shadow: Shadow, least: float, one_sided: float) -> bool:
        """Whether the network too sees something there, ``least`` of 0..1, and so many times what
        it sees across the letters."""
        across = shadow.model_copy(update={"dx": -shadow.dx, "dy": -shadow.dy})
        falls, mirrored = (
            self.clear & (laid(self.values, each) > FALLS_FROM) for each in (shadow, across)
        )
        alone, other = falls & ~mirrored, mirrored & ~falls
        if np.count_nonzero(alone) < FEWEST_BACKING:
            return False
        taken = float(self.painted[alone].mean())
        beyond = float(self.painted[other].mean()) if other.any() else 0.0
        return taken >= least and taken >= one_sided * beyond


def find_shadow(
    pixels: Pixels, painted: Floats, shapes: Iterable[Floats], height: float
) -> Cast | None:
    """The shadow that one of ``shapes`` casts on a crop, or may cast, None where none does.

    Each shape is h x w, 0..1: the letters, then the same with their outline. ``painted``, h x w,
    0..1, is the letter network's word, ``height`` the line's in pixels. The shadow is the one
    that leaves the ground calmest when it is taken off.
    """
    best: tuple[float, Cast] | None = None
    for values in shapes:
        found = _likeliest(_Shape.of(values, pixels, painted), height)
        if found is None or (best is not None and best[1].sure and not found[1].sure):
            continue
        if best is None or found[1].sure > best[1].sure or found[0] >= OUTLINED * best[0]:
            best = found
    return best[1] if best else None


def _likeliest(shape: _Shape, height: float) -> tuple[float, Cast] | None:
    reach = round(REACH * height) + 1
    best = max(_candidates(shape, reach), key=lambda each: each.gain)
    if best.gain < PERHAPS:
        return None
    for by in STEPS:
        best = max(best, *_nearby(shape, best.shadow, by, reach), key=lambda each: each.gain)
    cast = laid(shape.values, best.shadow)
    backed = best.gain >= LEAST_BACKED and shape.backed(best.shadow, BACKED, ONE_SIDED)
    enough = LEAST_GAIN, LEAST_CLEAR, RIMMED
    if backed or _explains(shape, best, reach, enough):
        return best.gain, Cast(best.shadow, cast, shape.clear, sure=True)
    possible = PERHAPS, PERHAPS_CLEAR, 1.0
    if shape.backed(best.shadow, 0, 1) and _explains(shape, best, reach, possible):
        return best.gain, Cast(best.shadow, cast, shape.clear, sure=False)
    return None


def _explains(shape: _Shape, found: _Try, reach: int, least: tuple[float, float, float]) -> bool:
    """Whether a shadow explains enough, whatever the network says: ``least`` in all, that times
    what it is for each pixel, and the share of it that a rim may explain."""
    gain, clear, rim = least
    darkened = int(np.count_nonzero(shape.clear & (laid(shape.values, found.shadow) > SEEN)))
    if found.gain < gain or found.gain**2 < clear * darkened:
        return False
    others = _nearby(shape, found.shadow, STEPS[0], reach, falling=False)
    if any(other.gain > found.gain for other in others):
        return False
    return _rim(shape.shading, shape.values) <= rim * found.gain


def _rim(shading: Shading, shape: Floats) -> float:
    """How much a dark rim around the letters explains, at best."""
    best = 0.0
    for width in RIMS:
        rim = cv2.GaussianBlur(cv2.dilate(shape, disk(width)), (0, 0), RIM_BLUR)
        for opacity in OPACITIES:
            best = max(best, shading.explained(np.asarray(opacity * rim, np.float32)))
    return best


def laid(shape: Floats, shadow: Shadow) -> Floats:
    """The opacity at each pixel of the shadow that a shape casts, h x w."""
    move = np.array([[1, 0, shadow.dx], [0, 1, shadow.dy]], np.float32)
    moved = cv2.warpAffine(shape, move, shape.shape[::-1])
    soft = cv2.GaussianBlur(moved, (0, 0), shadow.blur) if shadow.blur else moved
    return np.asarray(soft * shadow.opacity, np.float32)


def _falls(dx: int, dy: int) -> bool:
    return dy > 0 and abs(dx) <= SLANT * dy


def _candidates(shape: _Shape, reach: int) -> Iterator[_Try]:
    down, aside = range(1, reach + 1), range(-reach, reach + 1)
    moves = np.array([(dx, dy) for dy, dx in product(down, aside) if _falls(dx, dy)])
    for blur in BLURS:
        soft = cv2.GaussianBlur(shape.values, (0, 0), blur) if blur else shape.values
        for dx, dy in shape.shading.likeliest(np.asarray(soft, np.float32), moves, CANDIDATES):
            yield from _opacities(shape, Shadow(dx=dx, dy=dy, blur=blur, opacity=1), OPACITIES)


def _nearby(
    shape: _Shape, shadow: Shadow, by: tuple[float, float], reach: int, *, falling: bool = True
) -> Iterator[_Try]:
    """Shadows moved by a pixel, and blurrier, sharper, fainter or darker ones."""
    opacities = [shadow.opacity + step * by[1] for step in (-1, 0, 1)]
    kept = [each for each in opacities if LEAST_OPAQUE <= each <= MOST_OPAQUE]
    for dx, dy, blur in product((-1, 0, 1), (-1, 0, 1), (-by[0], 0, by[0])):
        place = shadow.dx + dx, shadow.dy + dy
        softness = shadow.blur + blur
        if place == (0, 0) or max(map(abs, place)) > reach or _falls(*place) != falling:
            continue
        if not 0 <= softness <= BLURRIEST:
            continue
        near = Shadow(dx=place[0], dy=place[1], blur=softness, opacity=1)
        yield from _opacities(shape, near, kept)


def _opacities(shape: _Shape, shadow: Shadow, opacities: Iterable[float]) -> Iterator[_Try]:
    cast = laid(shape.values, shadow.model_copy(update={"opacity": 1.0}))
    for opacity in opacities:
        told = shadow.model_copy(update={"opacity": round(opacity, 4)})
        yield _Try(told, shape.shading.explained(np.asarray(opacity * cast, np.float32)))
