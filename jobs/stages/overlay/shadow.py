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
OUTLINED = 0.8
"""The share from which on a shadow of letters and outline is taken before one of letters alone."""
SEEN = 0.02
"""The opacity from which on a shadow can be seen."""


@dataclass(frozen=True)
class Cast:
    """A shadow as it lies in its crop: its numbers, its opacity at each pixel, 0..1, and where
    it lies clear of letters."""

    shadow: Shadow
    opacity: Floats
    clear: Places


@dataclass(frozen=True)
class _Try:
    """One shadow, and how much it explains."""

    shadow: Shadow
    gain: float


def find_shadow(pixels: Pixels, shapes: Iterable[Floats], height: float) -> Cast | None:
    """The shadow that one of ``shapes`` casts on a crop, None where none is beyond doubt.

    Each shape is h x w, 0..1: the letters, then the same with their outline. ``height`` is the
    line's in pixels. The shadow is the one that leaves the ground calmest when it is taken off.
    """
    best: tuple[float, Cast] | None = None
    for shape in shapes:
        clear = cv2.dilate((shape > LETTER).astype(np.uint8), np.ones((3, 3), np.uint8)) == 0
        found = _believed(Shading.of(pixels, clear), shape, clear, height)
        if found is not None and (best is None or found[0] >= OUTLINED * best[0]):
            best = found
    return best[1] if best else None


def _believed(
    shading: Shading, shape: Floats, clear: Places, height: float
) -> tuple[float, Cast] | None:
    reach = round(REACH * height) + 1
    best = max(_candidates(shading, shape, reach), key=lambda each: each.gain)
    if best.gain < LEAST_GAIN:
        return None
    for blur, opacity in STEPS:
        nearby = _nearby(shading, shape, best.shadow, (blur, opacity), reach)
        best = max(best, *nearby, key=lambda each: each.gain)
    cast = laid(shape, best.shadow)
    darkened = int(np.count_nonzero(clear & (cast > SEEN)))
    if best.gain**2 < LEAST_CLEAR * darkened or not _falls(best.shadow.dx, best.shadow.dy):
        return None
    if _rim(shading, shape) > RIMMED * best.gain:
        return None
    return best.gain, Cast(best.shadow, cast, clear)


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


def _candidates(shading: Shading, shape: Floats, reach: int) -> Iterator[_Try]:
    down, aside = range(1, reach + 1), range(-reach, reach + 1)
    moves = np.array([(dx, dy) for dy, dx in product(down, aside) if _falls(dx, dy)])
    for blur in BLURS:
        soft = cv2.GaussianBlur(shape, (0, 0), blur) if blur else shape
        for dx, dy in shading.likeliest(np.asarray(soft, np.float32), moves, CANDIDATES):
            yield from _opacities(
                shading, shape, Shadow(dx=dx, dy=dy, blur=blur, opacity=1), OPACITIES
            )


def _nearby(
    shading: Shading, shape: Floats, shadow: Shadow, by: tuple[float, float], reach: int
) -> Iterator[_Try]:
    """Shadows moved by a pixel, and blurrier, sharper, fainter or darker ones."""
    opacities = [shadow.opacity + step * by[1] for step in (-1, 0, 1)]
    kept = [each for each in opacities if LEAST_OPAQUE <= each <= MOST_OPAQUE]
    for dx, dy, blur in product((-1, 0, 1), (-1, 0, 1), (-by[0], 0, by[0])):
        place = shadow.dx + dx, shadow.dy + dy
        softness = shadow.blur + blur
        moved = place != (0, 0) and max(map(abs, place)) <= reach
        if not moved or not 0 <= softness <= BLURRIEST:
            continue
        near = Shadow(dx=place[0], dy=place[1], blur=softness, opacity=1)
        yield from _opacities(shading, shape, near, kept)


def _opacities(
    shading: Shading, shape: Floats, shadow: Shadow, opacities: Iterable[float]
) -> Iterator[_Try]:
    cast = laid(shape, shadow.model_copy(update={"opacity": 1.0}))
    for opacity in opacities:
        told = shadow.model_copy(update={"opacity": round(opacity, 4)})
        yield _Try(told, shading.explained(np.asarray(opacity * cast, np.float32)))
