"""The stage ``remove_halos``: takes what enlarging left beside edges, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
from pydantic import Field

from jobs.stages.back_projection import fidelity, missing, reach
from jobs.stages.before_enlarging import LEAST, MOST, before_enlarging
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
from jobs.stages.local_range import local_range
from jobs.stages.pinning import NUMPY, OPENCV
from jobs.stages.resampling import Floats
from jobs.stages.strips import Strip, in_strips
from jobs.stages.weights import Weights

PEAK_ALLOWANCE = 0.5
"""Measured: on photographs it costs nothing (-0.004 dB), and a thin line keeps its peak."""
ROUNDS = 6


class RemoveHalosParams(Params):
    """Where halos are looked for, and how much counts as one."""

    scale: float | None = Field(
        default=None,
        gt=LEAST,
        le=MOST,
        description="how many times wider and higher the picture had been made; empty: than the"
        " job's source",
    )
    edge: int = Field(
        default=40, ge=4, le=128, description="levels that an edge rises by within three pixels"
    )
    smoothing: float = Field(
        default=8,
        ge=0,
        le=32,
        description="contrast, in levels, below which ripples beside an edge are smoothed",
    )


class RemoveHalosDetails(Details):
    """What was found and done."""

    beside_edges: float = Field(description="share of the picture that lies beside edges, 0..1")
    beyond_before: float = Field(
        description="mean levels by which pixels there left the range around them"
    )
    beyond_after: float = Field(description="the same, measured in the result")
    changed: float = Field(description="mean change of a pixel, in levels")
    fidelity_db: float = Field(description="PSNR of the result, scaled down, against the source")


def run(frame: Frame, params: RemoveHalosParams, context: Context) -> Result:
    """Take halos from the picture; alpha, mask and regions stay as they are."""
    context.progress(0, "looking for edges")
    source = before_enlarging(frame, params.scale)
    given = frame.picture.pixels
    found = _Found()
    pixels = in_strips(
        given,
        source,
        reach(ROUNDS) + 2,
        lambda strip: _clean(strip, params, found),
        lambda done: context.progress(done, "removing halos"),
    )
    counted = max(1, found.pixels)
    details = RemoveHalosDetails(
        beside_edges=round(found.beside / counted, 4),
        beyond_before=round(found.before / max(1.0, found.beside), 3),
        beyond_after=round(found.after / max(1.0, found.beside), 3),
        changed=round(float(cv2.absdiff(pixels, given).mean()), 3),
        fidelity_db=fidelity(pixels, source),
    )
    return Result(replace(frame, picture=replace(frame.picture, pixels=pixels)), details)


class _Found:
    """Sums over the strips, for the record."""

    pixels = 0
    beside = before = after = 0.0


def _clean(strip: Strip, params: RemoveHalosParams, found: _Found) -> Floats:
    """The strip with ripples smoothed and every pixel inside its range, beside edges alone.

    What lies further off keeps its bits. In between, rounds of back-projection hold the result
    to the source, as in ``back_projection``.
    """
    near = _beside_edges(strip, params.edge)
    lowest, highest = (strip.enlarged(limit) for limit in local_range(strip.source, PEAK_ALLOWANCE))

    def within(pixels: Floats) -> Floats:
        return pixels + near * (np.clip(pixels, lowest, highest) - pixels)

    def beyond(pixels: Floats) -> float:
        excess = np.maximum(np.maximum(pixels - highest, lowest - pixels), 0).max(axis=2)
        return float((excess * near[..., 0]).sum(dtype=np.float64))

    pixels = strip.large + near * (_smoothed(strip, params.smoothing) - strip.large)
    pixels = within(pixels)
    for _ in range(ROUNDS):
        pixels = within(pixels + near * missing(strip, pixels))
    found.pixels += near.size
    found.beside += float(near.sum(dtype=np.float64))
    found.before += beyond(strip.large)
    found.after += beyond(pixels)
    return pixels


def _beside_edges(strip: Strip, edge: int) -> Floats:
    """1 on edges of the source and a pixel of it around them, 0 elsewhere, a slope between."""
    grey = cv2.cvtColor(strip.source, cv2.COLOR_RGB2GRAY)
    around = np.ones((3, 3), np.uint8)
    edges = (cv2.dilate(grey, around) - cv2.erode(grey, around) > edge).astype(np.float32)
    wide = cv2.dilate(edges, around)
    return strip.enlarged(wide[..., None].repeat(3, axis=2))[..., :1]


def _smoothed(strip: Strip, contrast: float) -> Floats:
    """Bilateral filter (Tomasi and Manduchi, 1998), as wide as half a source pixel each way.

    On whole levels, since for floats its table depends on the strip's own range.
    """
    if contrast == 0:
        return strip.large
    scale = strip.large.shape[1] / strip.source.shape[1]
    whole: Pixels = np.clip(np.rint(strip.large), 0, 255).astype(np.uint8)
    width = 2 * max(1, round(scale / 2)) + 1
    smooth = cv2.bilateralFilter(whole, width, contrast, 0.375 * scale)
    return np.asarray(smooth, np.float32)


def pins(params: RemoveHalosParams, weights: Weights) -> Sequence[Pin]:
    """Name the libraries that the pixels depend on."""
    return (
        OPENCV,
        NUMPY,
    )


STAGE = Stage(
    name="remove_halos",
    version="1",
    title="Remove halos",
    summary="Smooths ripples and takes back overshoot beside the edges of an enlarged picture,"
    " within the range that the picture had there before; all else keeps its bits.",
    queue=Queue.UPSCALE,
    params=RemoveHalosParams,
    details=RemoveHalosDetails,
    run=run,
    pins=pins,
    timeout=900,
)
