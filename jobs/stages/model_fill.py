"""The model fill: a hole drawn by the configured inpainting model, or by the one that ships."""

from __future__ import annotations

import cv2
import numpy as np

from jobs.stages import starter_inpainter
from jobs.stages.contract import Context, Pin, Pixels, Plane
from jobs.stages.holes import Hole
from jobs.stages.inpainter import checkpoint
from jobs.stages.inpainter.drawing import Wish, draw
from jobs.stages.membrane import Floats
from jobs.stages.weights import WeightsSettings

CONTEXT = 1.6
"""How much wider than the hole the crop is that a configured model sees."""
LEAST_SIDE = 64


def model_fill(pixels: Pixels, mask: Plane, hole: Hole, wish: Wish, context: Context) -> Pixels:
    """The crop of ``hole.box`` with the hole filled by the model; all else keeps its bytes.

    ``pixels`` and ``mask``, which is 255 wherever a pixel must not be trusted, are the whole
    picture's.
    """
    crop = pixels[hole.place]
    if context.weights.settings.inpaint_model:
        filled = _drawn(pixels, mask, hole, wish, context)
    else:
        filled = starter_inpainter.fill(crop, mask[hole.place], hole.own, wish.hint, context)
    whole = np.clip(np.round(filled), 0, 255).astype(np.uint8)
    return np.where(hole.own[:, :, None] > 0, whole, crop)


def _drawn(pixels: Pixels, mask: Plane, hole: Hole, wish: Wish, context: Context) -> Floats:
    """The hole's crop with what a configured model draws there, which sees a crop of its own."""
    x, y, width, height = cv2.boundingRect(hole.own)
    left, top = hole.box[0] + x, hole.box[1] + y
    side = round(CONTEXT * max(width, height, LEAST_SIDE))
    seen_left, seen_wide = _span(left + width / 2, side, mask.shape[1])
    seen_top, seen_high = _span(top + height / 2, side, mask.shape[0])
    seen = slice(seen_top, seen_top + seen_high), slice(seen_left, seen_left + seen_wide)
    drawn = draw(pixels[seen], mask[seen], wish, context)
    down, across = top - seen_top, left - seen_left
    filled = pixels[hole.place].astype(np.float32)
    filled[y : y + height, x : x + width] = drawn[down : down + height, across : across + width]
    return filled


def _span(middle: float, wanted: int, whole: int) -> tuple[int, int]:
    """Start and length of a span about ``middle``, moved or cut to lie within ``whole``."""
    length = min(wanted, whole)
    return int(np.clip(round(middle - length / 2), 0, whole - length)), length


def name(settings: WeightsSettings) -> str:
    """The model that these settings choose."""
    return settings.inpaint_model or starter_inpainter.NAME


def method(settings: WeightsSettings, hole: Hole, hint: str) -> str:
    """The way in which that model fills a hole."""
    return "diffusion" if settings.inpaint_model else starter_inpainter.method(hole.own, hint)


def refusal(settings: WeightsSettings) -> str | None:
    """Why the configured model cannot fill, or None; the one that ships always can."""
    return checkpoint.refusal(settings) if settings.inpaint_model else None


def pins(settings: WeightsSettings, hint: str) -> tuple[Pin, ...]:
    """The model and the libraries it runs on, without loading it."""
    return checkpoint.pins(settings) if settings.inpaint_model else starter_inpainter.pins(hint)
