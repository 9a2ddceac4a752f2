"""Finds what looks just like a line's letters and was not taken for any: their colour tells it."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages.contract import Pixels
from jobs.stages.overlay.layers import Layer
from jobs.stages.regions import disk

Floats = NDArray[np.float32]
Places = NDArray[np.bool_]

FARTHEST = 9.0
"""Squared deviations of three colours within which a pixel looks like the letters."""
LEAST_AWAY = 25.0
"""Levels by which letters must differ from their ground: else any ground looks like them."""
WIDER, FEWEST = 1.4, 0.25
"""How much wider than the letters' strokes something may be, and how many squares of a stroke's
width it must hold."""
MOST_THROUGH = 0.3
"""Letters that let more through are of every colour that the ground has, and then some."""
MOST = 0.8
"""Share of the letters' pixels beyond which a colour is the ground's own and tells nothing."""
SURROUNDINGS = 3.0
"""The side of the window that ground around a stroke is taken from, in strokes."""
WIDEST_WINDOW = 61


def alike(
    pixels: Pixels,
    ground: Floats,
    letters: Layer,
    *,
    ink: Floats,
    known: Places,
    line: Places,
    noise: float,
) -> Places:
    """Where a line shows what its letters' layer makes of the ground around, in strokes as wide
    as theirs, and is not known yet, h x w.

    ``ground`` is h x w x 3, as the crop is where nothing is known to be covered; ``ink`` is the
    layer's at each pixel, h x w x 3; ``known`` is what is covered and ``line`` where to look,
    h x w; ``noise`` is a layer's own deviation, in levels.
    """
    if letters.through > MOST_THROUGH or not known.any():
        return np.zeros_like(line)
    half = half_stroke(known)
    around, deviation = _surroundings(ground, half)
    expected = letters.through * around + ink
    variance = (letters.through * deviation) ** 2 + noise**2
    away = ((pixels.astype(np.float32) - expected) ** 2).sum(axis=2) / variance
    stands_out = np.sqrt(((expected - around) ** 2).mean(axis=2)) > LEAST_AWAY
    found = _as_wide(line & stands_out & (away < FARTHEST), known, half)
    return np.zeros_like(line) if found.sum() > MOST * known.sum() else found


def half_stroke(strokes: Places) -> float:
    """Half of the width of the widest strokes, in pixels."""
    depth = cv2.distanceTransform(np.pad(strokes, 1).astype(np.uint8), cv2.DIST_L2, 5)
    return float(np.quantile(depth[depth > 0], 0.95))


def _surroundings(ground: Floats, half: float) -> tuple[Floats, Floats]:
    """The ground as it is around strokes, and how much it varies there, in levels."""
    side = min(WIDEST_WINDOW, 2 * round(SURROUNDINGS * half) + 1)
    whole = np.clip(ground, 0, 255).round().astype(np.uint8)
    around = cv2.medianBlur(whole, side).astype(np.float32)
    spread = np.maximum(0, cv2.blur(((ground - around) ** 2).mean(axis=2), (side, side)))
    return np.asarray(around, np.float32), np.asarray(np.sqrt(spread), np.float32)


def _as_wide(like: Places, known: Places, half: float) -> Places:
    """What is like letters and not known yet, without all that is wider than they are."""
    thick = cv2.morphologyEx(like.astype(np.uint8), cv2.MORPH_OPEN, disk(round(WIDER * half) + 1))
    left = like & ~known & (cv2.dilate(thick, disk(round(half) + 1)) == 0)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(left.astype(np.uint8), None, 8)
    large = stats[:, cv2.CC_STAT_AREA] >= max(4.0, FEWEST * (2 * half) ** 2)
    large[0] = False
    return np.asarray(large[labels], np.bool_) if count > 1 else np.zeros_like(like)
