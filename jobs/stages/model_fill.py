"""The model fill: a diffusers inpainting pipeline over a crop around each hole."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from jobs.stages import hub
from jobs.stages.contract import Context, Pin, Pixels, Plane, StageError
from jobs.stages.holes import Hole
from jobs.stages.membrane import membrane
from jobs.stages.pinning import folder_digest, library
from jobs.stages.weights import WeightsSettings

CONTEXT = 1.6
"""How much wider than the hole the crop is that the model sees."""


@dataclass(frozen=True)
class Wish:
    """What the model is asked for."""

    hint: str
    steps: int
    guidance_scale: float


def model_fill(pixels: Pixels, mask: Plane, hole: Hole, wish: Wish, context: Context) -> Pixels:
    """The whole picture with ``hole`` filled by the model; all else keeps its bytes.

    The model sees a square crop at its own working size. What it draws is shifted smoothly to
    meet the picture at the hole's edge, since a model's colours are never quite the picture's.
    """
    pipeline = context.weights.once("inpaint-model", lambda: load(context.weights.settings))
    left, top, right, bottom = _square(hole, mask.shape[1], mask.shape[0])
    place = slice(top, bottom), slice(left, right)
    drawn = _draw(pipeline, pixels[place], mask[place], wish, context)
    known = pixels[place].astype(np.float32)
    filled = drawn + membrane(known - drawn, mask[place])
    own = np.zeros(mask.shape, np.uint8)
    own[hole.box[1] : hole.box[3], hole.box[0] : hole.box[2]] = hole.own
    whole = np.clip(np.round(filled), 0, 255).astype(np.uint8)
    result = pixels.copy()
    result[place] = np.where(own[place][:, :, None] > 0, whole, pixels[place])
    return result


def _square(hole: Hole, width: int, height: int) -> tuple[int, int, int, int]:
    """A box around the hole, as square as the picture allows."""
    rows, columns = np.nonzero(hole.own)
    x, y = hole.box[0] + columns, hole.box[1] + rows
    middle = (int(x.min()) + int(x.max())) / 2, (int(y.min()) + int(y.max())) / 2
    side = round(CONTEXT * max(int(np.ptp(x)), int(np.ptp(y)), 64))
    wide, high = min(side, width), min(side, height)
    left = int(np.clip(round(middle[0] - wide / 2), 0, width - wide))
    top = int(np.clip(round(middle[1] - high / 2), 0, height - high))
    return left, top, left + wide, top + high


def _draw(pipeline: Any, crop: Pixels, mask: Plane, wish: Wish, context: Context) -> Any:
    """The model's picture of the crop, float32 0..255, at the crop's size."""
    import torch
    from PIL import Image

    height, width = mask.shape
    scale = working_size(pipeline) / max(width, height)
    unit = 8
    wide = max(unit, round(width * scale / unit) * unit)
    high = max(unit, round(height * scale / unit) * unit)

    def between(_: Any, step: int, __: Any, values: dict[str, Any]) -> dict[str, Any]:
        context.checkpoint()
        return values

    with torch.inference_mode():
        result = pipeline(
            prompt=wish.hint,
            image=Image.fromarray(cv2.resize(crop, (wide, high), interpolation=cv2.INTER_AREA)),
            mask_image=Image.fromarray(cv2.resize(mask, (wide, high)) // 128 * 255),
            width=wide,
            height=high,
            num_inference_steps=wish.steps,
            guidance_scale=wish.guidance_scale,
            strength=1.0,
            generator=torch.Generator("cpu").manual_seed(context.seed),
            output_type="np",
            callback_on_step_end=between,
        )
    drawn = np.asarray(result.images[0], np.float32) * 255
    return cv2.resize(drawn, (width, height), interpolation=cv2.INTER_CUBIC)


def working_size(pipeline: Any) -> int:
    """The side the model was trained at, in pixels."""
    return int(pipeline.unet.config.sample_size) * int(pipeline.vae_scale_factor)


def load(settings: WeightsSettings) -> Any:
    """The configured pipeline; safetensors only, since a pickle can run code."""
    import torch
    from diffusers import AutoPipelineForInpainting
    from diffusers.utils import logging

    logging.disable_progress_bar()
    torch.set_num_threads(settings.threads)
    try:
        pipeline = AutoPipelineForInpainting.from_pretrained(
            settings.inpaint_model,
            revision=settings.inpaint_revision or None,
            use_safetensors=True,
            dtype=torch.float32 if settings.device == "cpu" else torch.float16,
        )
    except (OSError, ValueError) as error:
        raise StageError(
            f"The inpainting model {settings.inpaint_model!r} could not be loaded: {error} "
            "Check IMPRIMATUR_INPAINT_MODEL and IMPRIMATUR_INPAINT_REVISION."
        ) from error
    pipeline.set_progress_bar_config(disable=True)
    return pipeline.to(settings.device)


def unpinned(settings: WeightsSettings) -> str | None:
    """What is missing to know which weights a hub id means, or None for a folder."""
    return hub.unpinned(
        "inpainting model",
        settings.inpaint_model,
        settings.inpaint_revision,
        "IMPRIMATUR_INPAINT_REVISION",
    )


def pins(settings: WeightsSettings) -> tuple[Pin, ...]:
    """The model and the libraries it runs on, without loading it.

    A folder is pinned by the digest over its weight files' digests, a hub id by its revision.
    """
    folder = Path(settings.inpaint_model)
    return (
        Pin(
            role="inpainter",
            id=folder.name if folder.is_dir() else settings.inpaint_model,
            version=settings.inpaint_revision,
            sha256=folder_digest(folder) if folder.is_dir() else "",
        ),
        library("diffusers"),
        library("torch"),
    )
