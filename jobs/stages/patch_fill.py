"""The fast fill, without a model: smooth ground, edges and texture each in its own way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import cv2
import numpy as np

from jobs.stages.contract import Pixels, Plane
from jobs.stages.detail import with_detail
from jobs.stages.diffusion import diffuse
from jobs.stages.exemplar import exemplar
from jobs.stages.grain import grain
from jobs.stages.holes import Hole
from jobs.stages.membrane import Floats, membrane
from jobs.stages.stencil import shrink

Method = Literal["smooth", "edges", "texture"]

THIN = 32.0
"""Up to this width in pixels a hole is interpolated, wherever it lies: that errs least.

Up to 40 px it errs less still, by 1.4 dB in 8 textured holes of lettering, but looks smeared.
"""
MOST_TEXTURED = 120_000
"""Pixels that texture is put together for at full size; more would take minutes and gigabytes."""
FLAT = 1.0
"""Slope around a hole, in levels a pixel, up to which there is no edge to follow."""
ROUGH = 4.0
"""Deviation of the fine detail around a wide hole from which on it would look smeared."""


def choose(hole: Hole) -> Method:
    """How a hole is best filled without a model."""
    if hole.thickness > THIN and hole.around.texture > ROUGH:
        return "texture"
    return "smooth" if hole.around.gradient <= FLAT else "edges"


def patch_fill(
    pixels: Pixels,
    unknown: Plane,
    hole: Hole,
    seed: int,
    checkpoint: Callable[[], None] = lambda: None,
) -> Pixels:
    """Fill ``hole`` of the crop ``pixels``; every pixel outside it keeps its bytes.

    ``unknown`` is 255 wherever the crop must not be trusted: the hole and its neighbours'.
    ``checkpoint`` is called between parts of the work and may raise. Raises ``ValueError`` when
    nothing is left to fill from.
    """
    rng = np.random.default_rng((seed, *hole.box))
    values = pixels.astype(np.float32)
    filled = _filled(values, unknown, choose(hole), rng, checkpoint)
    checkpoint()
    filled = filled + grain(values, filled, unknown, rng)
    whole = np.clip(np.round(filled), 0, 255).astype(np.uint8)
    return np.where(hole.own[:, :, None] > 0, whole, pixels)


def _filled(
    values: Floats,
    unknown: Plane,
    method: Method,
    rng: np.random.Generator,
    checkpoint: Callable[[], None],
) -> Floats:
    match method:
        case "smooth":
            return membrane(values, unknown)
        case "edges":
            return diffuse(values, unknown, checkpoint)
        case "texture":
            return textured(values, unknown, rng, checkpoint)


def textured(
    values: Floats,
    unknown: Plane,
    rng: np.random.Generator,
    checkpoint: Callable[[], None] = lambda: None,
) -> Floats:
    """The exemplar fill; a huge hole is put together smaller, and gets its fine detail after.

    ``values`` is height x width x 3, 0..255, ``unknown`` 255 inside the hole.
    """
    height, width = unknown.shape
    smaller = float(np.sqrt(np.count_nonzero(unknown) / MOST_TEXTURED))
    if smaller <= 1:
        return exemplar(values, unknown, rng, checkpoint)
    size = max(1, round(width / smaller)), max(1, round(height / smaller))
    coarse = exemplar(*shrink(values, unknown, size), rng, checkpoint)
    larger = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    filled = np.where(unknown[:, :, None] > 0, larger, values).astype(np.float32)
    return with_detail(filled, unknown, smaller, rng, checkpoint)
