"""The fast fill: thin holes are interpolated, wide ones put together from patches."""

from __future__ import annotations

from typing import Literal

import cv2
import numpy as np

from jobs.stages.contract import Pixels, Plane
from jobs.stages.exemplar import exemplar
from jobs.stages.holes import Hole
from jobs.stages.membrane import Floats, membrane
from jobs.stages.regions import disk

Method = Literal["interpolation", "marching", "smooth", "texture"]

THIN = 24.0
PLAIN = 4.0
SELECTIVE_PIXELS = 40_000
"""More unknown pixels in a crop than this are marched: reconstruction would take seconds."""
GRAIN = 0.6


def choose(hole: Hole) -> Method:
    """How a hole is best filled without a model."""
    if hole.thickness <= THIN:
        return "interpolation" if hole.unknown <= SELECTIVE_PIXELS else "marching"
    return "smooth" if hole.texture <= PLAIN else "texture"


def patch_fill(pixels: Pixels, unknown: Plane, hole: Hole, seed: int) -> Pixels:
    """Fill ``hole`` of the crop ``pixels``; every pixel outside it keeps its bytes.

    ``unknown`` is 255 wherever the crop must not be trusted: the hole and its neighbours'.
    Raises ``ValueError`` when nothing else is left in the crop.
    """
    rng = np.random.default_rng((seed, *hole.box))
    values = pixels.astype(np.float32)
    match choose(hole):
        case "interpolation":
            filled = interpolate(pixels, unknown)
        case "marching":
            filled = march(pixels, unknown).astype(np.float32)
        case "smooth":
            filled = membrane(values, unknown)
        case "texture":
            filled = exemplar(values, unknown, rng)
    filled = filled + _grain(values, filled, unknown, rng)
    whole = np.clip(np.round(filled), 0, 255).astype(np.uint8)
    return np.where(hole.own[:, :, None] > 0, whole, pixels)


def interpolate(pixels: Pixels, unknown: Plane) -> Floats:
    """Fill a thin hole from both its sides.

    The mean of fast marching, which never errs far, and frequency selective reconstruction of
    the brightness (Seiler et al., 2015), which continues texture and edges but takes time that
    grows with the hole. Raises ``ValueError`` when nothing is known.
    """
    marched = march(pixels, unknown)
    bright = np.ascontiguousarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2YCrCb)[:, :, 0])
    selective = np.zeros_like(bright)
    cv2.xphoto.inpaint(bright, 255 - unknown, selective, cv2.xphoto.INPAINT_FSR_FAST)
    coded = cv2.cvtColor(marched, cv2.COLOR_RGB2YCrCb)
    coded[:, :, 0] = selective
    other = cv2.cvtColor(coded, cv2.COLOR_YCrCb2RGB).astype(np.float32)
    return np.asarray((other + marched) / 2, np.float32)


def march(pixels: Pixels, unknown: Plane) -> Pixels:
    """Fill by fast marching alone (Telea, 2004). Raises ``ValueError`` when nothing is known."""
    if unknown.all():
        raise ValueError("The hole covers the whole crop: nothing is left to fill it from.")
    return np.asarray(cv2.inpaint(pixels, unknown, 5, cv2.INPAINT_TELEA), np.uint8)


def _grain(values: Floats, filled: Floats, unknown: Plane, rng: np.random.Generator) -> Floats:
    """Noise for as much of the ground's fine grain as the fill lacks.

    The median deviation stands for the grain, so that edges are not mistaken for it; 1.48 of it
    is a Gaussian's deviation.
    """
    inside = unknown > 0
    ring = (cv2.dilate(unknown, disk(10)) > 0) & (cv2.dilate(unknown, disk(2)) == 0)
    noise = np.zeros_like(filled)
    if not ring.any():
        return noise
    grey = np.where(inside[:, :, None], filled, values).mean(axis=2).astype(np.float32)
    fine = np.abs(grey - cv2.medianBlur(grey, 3))
    ground, made = float(np.median(fine[ring])), float(np.median(fine[inside]))
    lacking = 1.48 * max(0.0, ground**2 - made**2) ** 0.5
    noise += rng.normal(0, 1, grey.shape).astype(np.float32)[:, :, None] * (GRAIN * lacking)
    return noise
