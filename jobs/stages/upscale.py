"""The stage ``upscale``: a network's detail, held to what the small picture says."""

from __future__ import annotations

import math
from collections.abc import Sequence

import cv2
import numpy as np
from pydantic import Field

from jobs.stages.back_projection import fidelity, projected, reach
from jobs.stages.contract import (
    Context,
    Details,
    Frame,
    Params,
    Picture,
    Pin,
    Pixels,
    Queue,
    Region,
    Result,
    Stage,
    StageError,
)
from jobs.stages.enlargers import OURS, SCALE, Enlarger, EnlargerName, enlarger
from jobs.stages.enlargers import pins as model_pins
from jobs.stages.pinning import NUMPY, OPENCV
from jobs.stages.resampling import Floats, Span, area_weights, resample
from jobs.stages.strips import FIXED_POINT, Fixed, in_strips
from jobs.stages.tiles import tiles_of
from jobs.stages.weights import Weights

MAX_PIXELS = 200_000_000
_NETWORK_SHARE = 0.9
"""The network's part of the time, for progress; back-projection has the rest."""
_BLEND = 1 / 8
"""Share of the overlap, on each side of a border, over which two tiles are mixed."""


class UpscaleParams(Params):
    """How far to enlarge, with what, and in which pieces."""

    scale: float = Field(default=2, gt=1, le=4, description="how many times wider and higher")
    model: EnlargerName = Field(
        default=OURS,
        description="network: the compact one as we trained it on for photographs, as it came,"
        " or x4plus, which takes ten times as long",
    )
    fidelity: int = Field(
        default=10,
        ge=0,
        le=20,
        description="rounds of back-projection, which hold the result to the small picture",
    )
    tile: int = Field(default=256, ge=64, le=1024, description="side of a tile, in source pixels")
    overlap: int = Field(
        default=24,
        ge=8,
        le=64,
        description="source pixels a tile sees beyond its side; from 20 on no border can be found",
    )


class UpscaleDetails(Details):
    """What the upscaler did."""

    model: str = Field(description="the network that enlarged")
    source_size: tuple[int, int] = Field(description="width and height before, in pixels")
    size: tuple[int, int] = Field(description="width and height after, in pixels")
    tiles: int = Field(description="pieces that the picture was cut into")
    rounds: int = Field(description="rounds of back-projection that held it to the source")
    fidelity_db: float = Field(description="PSNR of the result, scaled down, against the source")


def run(frame: Frame, params: UpscaleParams, context: Context) -> Result:
    """Enlarge picture, alpha, mask and regions by ``params.scale``."""
    source = frame.picture
    size = _size_after(source, params.scale)
    context.progress(0, "loading the network")
    net = enlarger(params.model, context.weights)
    enlarged = _enlarge(source.pixels, size, net, params, context)
    pixels = in_strips(
        enlarged,
        source.pixels,
        reach(params.fidelity),
        lambda strip: projected(strip, strip.large, params.fidelity),
        lambda done: context.progress(_NETWORK_SHARE + (1 - _NETWORK_SHARE) * done, "fidelity"),
    )
    alpha = source.alpha
    if alpha is not None:
        alpha = cv2.resize(alpha, size, interpolation=cv2.INTER_LANCZOS4)
    mask = frame.mask
    if mask is not None:
        mask = cv2.resize(mask, size, interpolation=cv2.INTER_NEAREST_EXACT)
    ratio = size[0] / source.size[0], size[1] / source.size[1]
    regions = tuple(_scaled(region, ratio) for region in frame.regions)
    details = UpscaleDetails(
        model=params.model,
        source_size=source.size,
        size=size,
        tiles=len(tiles_of(source.pixels, params.tile)),
        rounds=params.fidelity,
        fidelity_db=fidelity(pixels, source.pixels),
    )
    return Result(Frame(Picture(pixels, alpha), frame.source, mask, regions), details)


def _size_after(source: Picture, scale: float) -> tuple[int, int]:
    width, height = (max(1, math.floor(side * scale + 0.5)) for side in source.size)
    if width * height > MAX_PIXELS:
        raise StageError(
            f"Enlarging {source.size[0]} x {source.size[1]} by {scale:g} would give"
            f" {width * height / 1e6:.0f} million pixels, and at most {MAX_PIXELS / 1e6:.0f}"
            " million are made: choose a smaller scale."
        )
    return width, height


def _enlarge(
    pixels: Pixels, size: tuple[int, int], net: Enlarger, params: UpscaleParams, context: Context
) -> Fixed:
    """Run the network tile by tile; each is blended over what lies to its left and above."""
    pad = params.overlap
    ratio = size[0] / pixels.shape[1], size[1] / pixels.shape[0]
    padded = cv2.copyMakeBorder(pixels, pad, pad, pad, pad, cv2.BORDER_REFLECT)
    canvas = np.zeros((size[1], size[0], 3), np.uint16)
    tiles = tiles_of(pixels, params.tile)
    for index, (columns, rows) in enumerate(tiles):
        done = _NETWORK_SHARE * index / len(tiles)
        context.progress(done, f"tile {index + 1} of {len(tiles)}")
        seen = padded[rows[0] : rows[1] + 2 * pad, columns[0] : columns[1] + 2 * pad]
        across, across_weights = _axis(columns, pad, ratio[0], size[0])
        down, down_weights = _axis(rows, pad, ratio[1], size[1])
        part = resample(down_weights, across_weights, net.enlarge(seen))
        weight = np.outer(
            _ramp(down, rows[0], ratio[1], pad), _ramp(across, columns[0], ratio[0], pad)
        )
        _blend(canvas[slice(*down), slice(*across)], part, weight)
    return canvas


def _axis(span: Span, pad: int, ratio: float, length: int) -> tuple[Span, Floats]:
    """Which output pixels a tile gives along one axis, and their weights in its enlargement.

    It gives no more than its blend needs: what lies nearer to its edge has seen the end of the
    tile, and would stay visible where four tiles meet.
    """
    blend = pad * _BLEND
    first, last = math.floor((span[0] - blend) * ratio), math.ceil((span[1] + blend) * ratio)
    output = max(0, first), min(length, last)
    enlarged = (span[0] - pad) * SCALE, (span[1] + pad) * SCALE
    return output, area_weights(output, enlarged, SCALE / ratio)


def _ramp(output: Span, border: int, ratio: float, pad: int) -> Floats:
    """Weight of a tile along one axis: 0 before its border, 1 after, a slope between."""
    if border == 0:
        return np.ones(output[1] - output[0], np.float32)
    position = (np.arange(*output) + 0.5) / ratio - border
    return np.clip(position / (2 * pad * _BLEND) + 0.5, 0, 1).astype(np.float32)


def _blend(canvas: Fixed, part: Floats, weight: Floats) -> None:
    mixed = canvas + weight[..., None] * (part * FIXED_POINT - canvas)
    canvas[...] = np.rint(mixed).astype(np.uint16)


def _scaled(region: Region, ratio: tuple[float, float]) -> Region:
    """The region with all its lengths in the enlarged picture's pixels."""
    mean = math.sqrt(ratio[0] * ratio[1])
    return region.model_copy(
        update={
            "polygon": tuple((x * ratio[0], y * ratio[1]) for x, y in region.polygon),
            "stroke_width": None if region.stroke_width is None else region.stroke_width * mean,
            "dilation": None if region.dilation is None else region.dilation * mean,
        }
    )


def pins(params: UpscaleParams, weights: Weights) -> Sequence[Pin]:
    """Name the network's files and the libraries that the pixels depend on."""
    return (
        *model_pins(params.model),
        OPENCV,
        NUMPY,
    )


STAGE = Stage(
    name="upscale",
    version="2",
    title="Upscale",
    summary="Enlarges by any factor up to 4 with a compact network, tile by tile without a trace,"
    " and holds the result to the source by iterative back-projection.",
    queue=Queue.UPSCALE,
    params=UpscaleParams,
    details=UpscaleDetails,
    run=run,
    pins=pins,
    timeout=1800,
)
