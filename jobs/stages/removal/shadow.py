"""Shadow: the darkened ground that adjoins an object."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages.contract import Pixels, Plane
from jobs.stages.regions import disk
from jobs.stages.removal.ground import plane

Floats = NDArray[np.float32]

DARKEST, LIGHTEST = 0.15, 0.86
"""The light left in a shadow, as a share of that on the ground beside it."""
TINT = 0.14
"""How far a shadow's colour may stray from the ground's: skylight makes it a little bluer."""
ROOM = 1.6
"""The search goes this many times the object's size beyond it."""
TOUCH = 0.04
"""The share of the object's outline that its shadow must adjoin."""
LARGEST = 3.0
"""A darker area of more than this many times the object is ground, not its shadow."""
HALF_SHADE = 3
"""Pixels added around: a shadow's border is soft."""


def shadow(pixels: Pixels, own: Plane, unknown: Plane) -> Plane:
    """The cast shadow of the object ``own``, 255 inside; empty where none is to be told.

    A shadow keeps its ground's chromaticity and takes its light away (after Finlayson et al.,
    2006). The ground is a plane fitted to the surroundings in linear light, whose re-weighting
    makes the shadow itself an outlier. ``unknown`` is never taken.
    """
    left, top, wide, high = cv2.boundingRect(own)
    room = int(ROOM * max(wide, high)) + 8
    window = (
        slice(max(0, top - room), min(own.shape[0], top + high + room)),
        slice(max(0, left - room), min(own.shape[1], left + wide + room)),
    )
    result = np.zeros_like(own)
    known = cv2.dilate(np.maximum(unknown, own)[window], disk(2)) == 0
    if np.count_nonzero(known) < 50:
        return result
    light = _linear(pixels[window])
    ground = np.maximum(_brighter(light, known), 0.01)
    share = (cv2.GaussianBlur(light, (0, 0), 1.5) + 0.004) / (ground + 0.004)
    mean = share.mean(axis=2)
    tint = np.abs(share / np.maximum(mean, 1e-3)[:, :, None] - 1).max(axis=2)
    dark = (mean > DARKEST) & (mean < LIGHTEST) & (tint < TINT)
    free = unknown[window] == 0
    candidates = (dark & free & (own[window] == 0)).astype(np.uint8)
    candidates = cv2.morphologyEx(candidates, cv2.MORPH_OPEN, disk(1))
    taken = _adjoining(candidates, own[window])
    if taken.any():
        grown = cv2.dilate(cv2.morphologyEx(taken, cv2.MORPH_CLOSE, disk(3)), disk(HALF_SHADE))
        result[window] = np.where((grown > 0) & free & (own[window] == 0), 255, 0)
    return result


def _linear(pixels: Pixels) -> Floats:
    """sRGB to linear light, 0..1 (IEC 61966-2-1)."""
    values = pixels.astype(np.float32) / 255
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def _brighter(light: Floats, known: NDArray[np.bool_]) -> Floats:
    """The ground's plane, fitted again to what is not clearly darker than a first fit."""
    scaled = light * 255
    first = plane(scaled, known)
    lit = known & (scaled.mean(axis=2) > 0.9 * first.mean(axis=2))
    return np.asarray(plane(scaled, lit) / 255, np.float32)


def _adjoining(candidates: Plane, own: Plane) -> Plane:
    near = cv2.dilate(own, disk(4)) > 0
    outline = np.count_nonzero(cv2.morphologyEx(own, cv2.MORPH_GRADIENT, disk(1))) / 2
    count, labels, stats, _ = cv2.connectedComponentsWithStats(candidates, connectivity=8)
    taken = np.zeros_like(candidates)
    for part in range(1, count):
        here = labels == part
        # The band is four pixels deep, so its area over four is the length that adjoins.
        touch = np.count_nonzero(here & near) / 4
        area = int(stats[part, cv2.CC_STAT_AREA])
        if touch >= TOUCH * outline and 12 <= area <= LARGEST * np.count_nonzero(own):
            taken[here] = 1
    return taken
