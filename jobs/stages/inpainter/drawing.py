"""Draws the crop around a hole with the configured model: structure first, then texture."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from math import lcm
from typing import Any, Literal

import cv2
import numpy as np

from jobs.stages.contract import Context, Pixels, Plane
from jobs.stages.detail import with_detail
from jobs.stages.generator.determinism import deterministic_algorithms
from jobs.stages.inpainter.checkpoint import pipeline
from jobs.stages.inpainter.families import Family
from jobs.stages.inpainter.held import AfterStep, holding
from jobs.stages.membrane import Floats, membrane

PIXELS = 8
"""Some pipelines take multiples of so many pixels alone, whatever their latents are."""
COARSE = 1.25
"""From this many times the working size on, the model's drawing lacks detail that shows."""


@dataclass(frozen=True)
class Wish:
    """What the model is asked for; ``guidance_scale`` may be left to what suits its family."""

    hint: str
    steps: int
    guidance_scale: float | Literal["auto"]


def draw(pixels: Pixels, unknown: Plane, wish: Wish, context: Context) -> Floats:
    """The crop ``pixels`` with ``unknown`` (255 inside) drawn anew, float32 RGB 0..255.

    First pass: the model draws the structure at its own working size, from mask and hint. What it
    draws is shifted smoothly to meet the picture at the hole's edge, since a model's colours are
    never quite the picture's. Second pass, where the crop is larger than that size: the fine
    detail that the drawing cannot hold comes from like places around the hole.
    """
    family, loaded = pipeline(context.weights)
    enlarged = max(unknown.shape) / working_size(loaded, family)
    drawn = _structure(pixels, unknown, wish, context)
    known = pixels.astype(np.float32)
    met = np.where(unknown[:, :, None] > 0, drawn + membrane(known - drawn, unknown), known)
    if enlarged < COARSE:
        return met.astype(np.float32)
    rng = np.random.default_rng(context.seed)
    return with_detail(met.astype(np.float32), unknown, enlarged, rng, context.checkpoint)


def _structure(pixels: Pixels, unknown: Plane, wish: Wish, context: Context) -> Floats:
    """The model's own picture of the crop, at the crop's size."""
    import torch
    from PIL import Image

    family, loaded = pipeline(context.weights)
    height, width = unknown.shape
    wide, high = drawn_size(loaded, family, width, height)
    shrinks = wide < width
    image = cv2.resize(
        pixels, (wide, high), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC
    )
    # Every pixel that the hole touches is drawn, or what was painted there would be seen.
    touched = cv2.resize(unknown, (wide, high), interpolation=cv2.INTER_AREA) > 0
    mask = np.where(touched, 255, 0).astype(np.uint8)
    guidance = family.guidance_scale if wish.guidance_scale == "auto" else wish.guidance_scale

    exact = deterministic_algorithms() if context.deterministic else nullcontext()
    with torch.inference_mode(), exact:
        generator = torch.Generator("cpu").manual_seed(context.seed)
        held: AfterStep | None = None
        if family.held:
            noise, held = holding(loaded, image, mask, generator)
            given = {"latents": noise * loaded.scheduler.init_noise_sigma}
        else:
            pictures = Image.fromarray(image), Image.fromarray(mask)
            given = {"image": pictures[0], "mask_image": pictures[1], "strength": 1.0}
        result = loaded(
            prompt=wish.hint,
            width=wide,
            height=high,
            num_inference_steps=wish.steps,
            guidance_scale=guidance,
            generator=generator,
            output_type="np",
            callback_on_step_end=_between_steps(context, held),
            **given,
        )
    drawn = np.nan_to_num(np.asarray(result.images[0], np.float32)) * 255
    return np.asarray(cv2.resize(drawn, (width, height), interpolation=cv2.INTER_CUBIC), np.float32)


def _between_steps(context: Context, held: AfterStep | None) -> AfterStep:
    def after(loaded: Any, step: int, time: Any, values: dict[str, Any]) -> dict[str, Any]:
        context.checkpoint()
        return held(loaded, step, time, values) if held else values

    return after


def working_size(loaded: Any, family: Family) -> int:
    """The longer side that the model was trained at, in pixels."""
    if family.denoiser:
        latents = int(getattr(loaded, family.denoiser).config.sample_size)
    else:
        latents = int(loaded.default_sample_size)
    return latents * int(loaded.vae_scale_factor)


def drawn_size(loaded: Any, family: Family, width: int, height: int) -> tuple[int, int]:
    """Width and height at which a crop is drawn: the working size, in the multiples it needs."""
    unit = lcm(PIXELS, int(loaded.vae_scale_factor) * family.latents)
    scale = working_size(loaded, family) / max(width, height)
    wide, high = (max(unit, round(side * scale / unit) * unit) for side in (width, height))
    return wide, high
