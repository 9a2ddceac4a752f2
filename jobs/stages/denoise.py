"""The stage ``denoise``: takes out as much noise as was measured, and leaves edges standing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
from pydantic import Field

from jobs.stages.contract import (
    Context,
    Details,
    Frame,
    Params,
    Pin,
    Pixels,
    Queue,
    Result,
    Stage,
)
from jobs.stages.noise import noise_level
from jobs.stages.pinning import NUMPY, OPENCV
from jobs.stages.weights import Weights

RADIUS = 2
_STRIP = 256
_MARGIN = 4 * RADIUS
_INAUDIBLE = 0.3
"""Below a third of a level, rounding to whole levels is louder than the noise."""


class DenoiseParams(Params):
    """How much of the noise to take out."""

    strength: float = Field(
        default=0.45, ge=0, le=1, description="0 changes nothing; above 0.45 fine texture suffers"
    )


class DenoiseDetails(Details):
    """What was measured and done."""

    noise_before: float = Field(description="deviation of the noise, in levels of 0..255")
    noise_after: float = Field(description="the same, measured in the result")
    smoothed_below: float = Field(description="contrast, in levels, that counted as noise")
    changed: float = Field(description="mean change of a pixel, in levels")


def run(frame: Frame, params: DenoiseParams, context: Context) -> Result:
    """Denoise the picture; alpha, mask and regions stay as they are."""
    context.progress(0, "measuring noise")
    before = noise_level(frame.picture.pixels)
    contrast = 3.0 * params.strength**0.5 * before
    if before < _INAUDIBLE or params.strength == 0:
        details = DenoiseDetails(
            noise_before=round(before, 2),
            noise_after=round(before, 2),
            smoothed_below=0,
            changed=0,
        )
        return Result(frame, details)
    pixels = _smooth(frame.picture.pixels, contrast, context)
    details = DenoiseDetails(
        noise_before=round(before, 2),
        noise_after=round(noise_level(pixels), 2),
        smoothed_below=round(contrast, 2),
        changed=round(float(cv2.absdiff(pixels, frame.picture.pixels).mean()), 3),
    )
    return Result(replace(frame, picture=replace(frame.picture, pixels=pixels)), details)


def _smooth(pixels: Pixels, contrast: float, context: Context) -> Pixels:
    """Guided filter (He, Sun and Tang, 2010) with the picture as its own guide, in strips.

    The regularisation is the variance below which a neighbourhood counts as flat. Colours guide
    together, so an edge in one channel is kept in all.
    """
    smooth = np.empty_like(pixels)
    height = pixels.shape[0]
    for top in range(0, height, _STRIP):
        context.progress(top / height, "denoising")
        bottom = min(height, top + _STRIP)
        first, last = max(0, top - _MARGIN), min(height, bottom + _MARGIN)
        strip = pixels[first:last].astype(np.float32)
        filtered = cv2.ximgproc.guidedFilter(strip, strip, RADIUS, contrast**2)
        kept = np.clip(np.rint(filtered[top - first : bottom - first]), 0, 255)
        smooth[top:bottom] = kept.astype(np.uint8)
    return smooth


def pins(params: DenoiseParams, weights: Weights) -> Sequence[Pin]:
    """Name the libraries that the pixels depend on."""
    return (
        OPENCV,
        NUMPY,
    )


STAGE = Stage(
    name="denoise",
    version="1",
    title="Denoise",
    summary="Measures the noise and smooths only what is fainter than it; clean pictures pass"
    " through unchanged.",
    queue=Queue.IMAGING,
    params=DenoiseParams,
    details=DenoiseDetails,
    run=run,
    pins=pins,
)
