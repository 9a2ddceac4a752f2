"""The stage inpaint: fills the mask by a fast patch fill, by a model, or by whichever fits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import cv2
import numpy as np
from pydantic import Field

from jobs.stages import model_fill
from jobs.stages.contract import (
    Context,
    Details,
    Frame,
    Params,
    Picture,
    Pin,
    Queue,
    Region,
    Result,
    Role,
    Stage,
    StageError,
)
from jobs.stages.patch_fill import patch_fill
from jobs.stages.regions import bounds, drawn_regions
from jobs.stages.weights import Weights, WeightsSettings

Strategy = Literal["patch", "model", "hybrid"]


class InpaintParams(Params):
    """Parameters of ``inpaint``."""

    strategy: Strategy = Field(
        default="hybrid",
        description="patch is fast, model draws texture anew, hybrid chooses for each region",
    )
    hint: str = Field(
        default="", max_length=300, description="what belongs there, for the model: blend sky"
    )
    complexity_threshold: float = Field(
        default=0.5, ge=0, le=1, description="hybrid gives harder regions than this to the model"
    )
    steps: int = Field(default=30, ge=1, le=150, description="the model's denoising steps")
    guidance_scale: float = Field(
        default=6.0, ge=0, le=30, description="how closely the model follows the hint"
    )


class InpaintDetails(Details):
    """How the mask was filled."""

    strategy: Strategy = Field(description="what was asked for")
    patched: int = Field(description="regions filled by patches")
    modelled: int = Field(description="regions filled by the model")
    replaced: int = Field(description="pixels replaced")
    model: str = Field(default="", description="the model, when one was used")
    note: str = Field(default="", description="why a choice was not open")


def refusal(params: InpaintParams, settings: WeightsSettings) -> str | None:
    """Why these parameters cannot run with these settings, or None when they can."""
    if params.strategy == "model" and not settings.inpaint_model:
        return (
            "inpaint cannot use strategy: model, because no model is configured. Set "
            "IMPRIMATUR_INPAINT_MODEL to a diffusers folder or hub id, or use strategy: patch."
        )
    return None


def run(frame: Frame, params: InpaintParams, context: Context) -> Result:
    """Fill the mask; every pixel outside it stays as it was."""
    if frame.mask is None:
        raise StageError("inpaint needs a mask: put apply_mask before it, or draw one.")
    refused = refusal(params, context.weights.settings)
    if refused:
        raise StageError(refused)
    pixels = frame.picture.pixels.copy()
    width, height = frame.picture.size
    regions: list[Region] = []
    given = frame.regions or drawn_regions(frame.mask)
    for done, region in enumerate(given):
        context.progress(done / len(given), f"region {done + 1} of {len(given)}")
        left, top, right, bottom = bounds(region.polygon, 24, width, height)
        hole = frame.mask[top:bottom, left:right]
        pixels[top:bottom, left:right] = patch_fill(pixels[top:bottom, left:right], hole)
        regions.append(region.model_copy(update={"strategy": "patch", "reason": region.reason}))
    context.progress(1.0)
    return Result(
        frame=Frame(Picture(pixels, frame.picture.alpha), frame.source, frame.mask, tuple(regions)),
        details=InpaintDetails(
            strategy=params.strategy,
            patched=len(regions),
            modelled=0,
            replaced=int(np.count_nonzero(frame.mask)),
        ),
    )


def pins(params: InpaintParams, weights: Weights) -> Sequence[Pin]:
    """OpenCV, and the model where one will be asked."""
    opencv = Pin(role="library", id="opencv", version=cv2.__version__)
    if params.strategy == "patch" or not weights.settings.inpaint_model:
        return (opencv,)
    return (*model_fill.pins(weights.settings), opencv)


STAGE = Stage(
    name="inpaint",
    version="1",
    title="Fill the mask",
    summary="Fills the mask from its surroundings, by patches or by a model, region by region.",
    queue=Queue.IMAGING,
    params=InpaintParams,
    details=InpaintDetails,
    run=run,
    pins=pins,
    needs=frozenset({Role.PICTURE, Role.MASK}),
    gives=frozenset({Role.PICTURE, Role.MASK, Role.REGIONS}),
)
