"""Takes see-through letters off a photo: what lies beneath is still there, only paler."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages.contract import Lettering, Pixels, Plane
from jobs.stages.overlay.ground import Ground, ground_beneath

Floats = NDArray[np.float32]
Places = NDArray[np.bool_]

FEWEST = 12
"""Pixels that letters must cover whole for anything to be learned from them."""
LEAST_THROUGH = 0.04
"""What letters must let through: below, rounding alone is as large as what is brought back."""
SURE = 3.0
"""How many of its own errors the share that shows through must be above nothing."""
NOISE = 2.0
"""Deviation of a pixel of the letters themselves, in levels."""
OUTLYING = 4.0
"""Deviations from which on a pixel is no letter's; a soft edge, an outline, a shadow."""
APART = 8.0
"""Levels by which a letter's pixel may differ besides, before the fit is exact."""
STEPS = 15
ALIKE = 24.0
"""Pixels that err together, since a ground that is missed is missed over a stroke's width."""
BEYOND = 8
"""Levels by which what was brought back may lie outside 0..255 before it speaks against the fit."""


@dataclass(frozen=True)
class TakenOff:
    """A crop with its letters taken off where that could be done.

    ``restored`` is 255 there; ``through`` 0..1 is what the letters let through; ``error`` the
    deviation of the ground that explains them, in levels; ``reason`` in words.
    """

    pixels: Pixels
    restored: Plane
    through: float
    error: float
    reason: str


def take_off(pixels: Pixels, mask: Plane, lettering: Lettering) -> TakenOff:
    """Solve seen = through * below + ink for what is below, where letters cover a pixel whole.

    ``mask`` is 255 where the line is, ``lettering`` what is known of its letters. Their share and
    ink are fitted once more to these pixels alone, by least squares reweighted with Tukey's
    biweight (Beaton and Tukey, 1974). Nothing is restored where the fit says too little; the
    reason says why.
    """
    ground = ground_beneath(pixels, mask)
    seen = pixels.astype(np.float32)
    ink = np.asarray(lettering.colour, np.float32) * lettering.opacity
    away = _away(seen, ground, 1 - lettering.opacity, ink)
    expected = np.sqrt(((1 - lettering.opacity) * ground.deviation) ** 2 + NOISE**2)
    letters = _body((mask > 0) & (away < OUTLYING * expected + APART))
    if np.count_nonzero(letters) < FEWEST:
        return _left(pixels, 0.0, "its strokes are too thin to be seen through")
    found = _fitted(seen[letters], ground.values[letters], ground.deviation[letters])
    if found.through < LEAST_THROUGH:
        return _left(pixels, found.through, "its letters are opaque")
    if found.through < SURE * found.doubt:
        reason = (
            f"{found.through:.2f} of the ground may show through, give or take {found.doubt:.2f}"
        )
        return _left(pixels, found.through, reason)
    below = (seen - found.ink) / found.through
    possible = ((below > -BEYOND) & (below < 255 + BEYOND)).all(axis=2)
    fits = _away(seen, ground, found.through, found.ink) < OUTLYING * found.deviation
    fits &= _likelier(seen, ground, found)
    restored = np.where(_body((mask > 0) & fits) & possible, 255, 0).astype(np.uint8)
    cleaned = np.clip(np.round(below), 0, 255).astype(np.uint8)
    return TakenOff(
        pixels=np.where(restored[:, :, None] > 0, cleaned, pixels),
        restored=restored,
        through=found.through,
        error=found.deviation / found.through,
        reason=f"{np.count_nonzero(restored)} pixels un-blended at opacity {1 - found.through:.2f}",
    )


@dataclass(frozen=True)
class _Found:
    """What letters let through and what they add, how far they are off that, and how unsure it
    is."""

    through: float
    ink: Floats
    deviation: float
    doubt: float


def _fitted(seen: Floats, ground: Floats, deviation: Floats) -> _Found:
    through, ink, scale, spread = 0.3, np.zeros(3, np.float32), 1.0, 0.0
    trust = 1 / ((through * deviation) ** 2 + NOISE**2)
    for _ in range(STEPS):
        share = (trust / trust.sum())[:, None]
        mean_seen, mean_ground = (share * seen).sum(0), (share * ground).sum(0)
        spread = float((share * (ground - mean_ground) ** 2).sum())
        shared = float((share * (ground - mean_ground) * (seen - mean_seen)).sum())
        through = float(np.clip(shared / (spread + 1e-6), 0, 0.97))
        ink = np.asarray(mean_seen - through * mean_ground, np.float32)
        off = np.sqrt(((seen - through * ground - ink) ** 2).mean(axis=1))
        scale = max(1.0, 1.2 * float(np.median(off)))
        bend = (1 - np.minimum(1, off / (OUTLYING * scale)) ** 2) ** 2
        trust = (bend + 1e-9) / ((through * deviation) ** 2 + NOISE**2)
    apart = max(2.0, len(seen) / ALIKE)
    return _Found(through, ink, scale, scale / float(np.sqrt(spread * apart + 1e-6)))


def _away(seen: Floats, ground: Ground, through: float, ink: Floats) -> Floats:
    """How far each pixel is from what the letters show there: root mean square of three colours."""
    off = seen - through * ground.values - ink
    return np.asarray(np.sqrt((off**2).mean(axis=2)), np.float32)


def _likelier(seen: Floats, ground: Ground, found: _Found) -> Places:
    """Where letters explain a pixel better than bare ground does, by their normal likelihoods."""
    variance = (found.through * ground.deviation) ** 2 + NOISE**2
    letters = _away(seen, ground, found.through, found.ink) ** 2 / variance
    bare = _away(seen, ground, 1.0, np.zeros(3, np.float32)) ** 2 / ground.deviation**2
    return np.asarray(letters + np.log(variance) < bare + 2 * np.log(ground.deviation))


def _body(places: Places) -> Places:
    """The inside of strokes, without their soft edges and without specks."""
    plane = cv2.medianBlur(np.where(places, 255, 0).astype(np.uint8), 3)
    return np.asarray((cv2.erode(plane, np.ones((3, 3), np.uint8)) > 0) & places)


def _left(pixels: Pixels, through: float, reason: str) -> TakenOff:
    return TakenOff(pixels, np.zeros(pixels.shape[:2], np.uint8), through, 0.0, reason)
