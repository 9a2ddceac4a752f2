"""The stage ``enhance``: gives an enlargement its detail back, and stays true to its source."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import cv2
import numpy as np
from pydantic import Field

from jobs.stages import enhance_net
from jobs.stages.alignment import Aim, AlignmentDetails, Limits, align
from jobs.stages.back_projection import fidelity, projected, reach
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
from jobs.stages.enhance_net import REACH, SCALE
from jobs.stages.pinning import NUMPY, OPENCV, library
from jobs.stages.resampling import Floats, Span, area_weights, linear_weights, resample
from jobs.stages.sharpness import mean_gradient
from jobs.stages.strips import FIXED_POINT, Fixed, in_strips
from jobs.stages.target_profile import Target
from jobs.stages.tiles import tiles_of
from jobs.stages.weights import Weights

_NETWORK_SHARE, _FIDELITY_SHARE = 0.7, 0.2
"""Parts of the time, for progress; the alignment has the rest."""
_PAD = REACH + 2
"""Source pixels that a tile sees beyond its side: as far as its answer depends on, and the
pixel more that resampling takes."""


class EnhanceParams(Params):
    """How much detail to add, and how true to stay."""

    scale: float | None = Field(
        default=None,
        gt=LEAST,
        le=MOST,
        description="how many times wider and higher the picture had been made; empty: than the"
        " job's source",
    )
    strength: float = Field(
        default=1.7,
        ge=0,
        le=3,
        description="of the added detail; 1 is as it was learned, more is sharper and less true",
    )
    fidelity: int = Field(
        default=6,
        ge=0,
        le=20,
        description="rounds of back-projection, which hold the result to the source",
    )
    target: Target = Field(
        default="",
        description="colour and contrast to aim at: a look, the SHA-256 of a registered picture,"
        " or empty for the picture's own",
    )
    alignment: float = Field(default=1, ge=0, le=1, description="share of the way to the target")
    tile: int = Field(default=128, ge=32, le=512, description="side of a tile, in source pixels")


class EnhanceDetails(Details):
    """What was added."""

    model: str = Field(description="the network that enhanced, with its version")
    tiles: int = Field(description="pieces that the picture was cut into")
    sharper: float = Field(description="mean gradient of the result over that of what was given")
    changed: float = Field(description="mean change of a pixel, in levels")
    fidelity_db: float = Field(
        description="PSNR of the result, scaled down, against the source; before the alignment,"
        " which moves both"
    )
    alignment: AlignmentDetails | None = Field(description="what was done to reach the target")


def run(frame: Frame, params: EnhanceParams, context: Context) -> Result:
    """Enhance the picture; alpha, mask and regions stay as they are."""
    context.progress(0, "loading the network")
    source = before_enlarging(frame, params.scale)
    given = frame.picture.pixels
    net = enhance_net.network(context.weights)
    detailed = _detailed(given, source, net, params, context)
    pixels = in_strips(
        detailed,
        source,
        reach(params.fidelity),
        lambda strip: projected(strip, strip.large, params.fidelity),
        lambda done: context.progress(_NETWORK_SHARE + _FIDELITY_SHARE * done, "fidelity"),
    )
    aligned, alignment = _aligned(pixels, source, params, context)
    details = EnhanceDetails(
        model=f"enhance-net {enhance_net.VERSION}",
        tiles=len(tiles_of(source, params.tile)),
        sharper=round(mean_gradient(pixels) / max(1e-6, mean_gradient(given)), 3),
        changed=round(float(cv2.absdiff(pixels, given).mean()), 3),
        fidelity_db=fidelity(pixels, source),
        alignment=alignment,
    )
    return Result(replace(frame, picture=replace(frame.picture, pixels=aligned)), details)


def _aligned(
    pixels: Pixels, source: Pixels, params: EnhanceParams, context: Context
) -> tuple[Pixels, AlignmentDetails | None]:
    if not params.target:
        return pixels, None
    began = _NETWORK_SHARE + _FIDELITY_SHARE
    return align(
        pixels,
        Aim.of(params.target, source, context.fetch),
        Limits(strength=params.alignment),
        (source.shape[1], source.shape[0]),
        lambda done: context.progress(began + (1 - began) * done, "colour and contrast"),
    )


def _detailed(
    given: Pixels, source: Pixels, net: Any, params: EnhanceParams, context: Context
) -> Fixed:
    """``given`` with the network's detail added tile by tile.

    A tile sees as much around it as its answer depends on, so that it is the whole picture's.
    """
    result = np.empty(given.shape, np.uint16)
    tiles = tiles_of(source, params.tile)
    for index, (columns, rows) in enumerate(tiles):
        done = _NETWORK_SHARE * index / len(tiles)
        context.progress(done, f"tile {index + 1} of {len(tiles)}")
        across = _Axis(columns, source.shape[1], given.shape[1])
        down = _Axis(rows, source.shape[0], given.shape[0])
        near = source[slice(*down.seen), slice(*across.seen)].astype(np.float32)
        part = given[slice(*down.given), slice(*across.given)].astype(np.float32)
        enlarged = resample(down.to_net, across.to_net, part)
        added = enhance_net.detail(
            net, _framed(near, down, across, 1), _framed(enlarged, down, across, SCALE)
        )
        inside = slice(*down.output), slice(*across.output)
        detail = resample(down.from_net, across.from_net, added)
        pixels = given[inside] + np.float32(params.strength) * detail
        result[inside] = np.rint(np.clip(pixels, 0, 255) * FIXED_POINT).astype(np.uint16)
    return result


class _Axis:
    """A tile along one axis: which pixels it sees and gives, and the weights in between.

    ``seen`` are source pixels, ``given`` the enlargement's that show them, ``output`` those that
    the tile answers for. ``framed`` is how many source pixels are missing at either end of the
    picture, where it is continued as in a mirror.
    """

    def __init__(self, span: Span, length: int, enlarged: int) -> None:
        ratio = enlarged / length
        self.seen = max(0, span[0] - _PAD), min(length, span[1] + _PAD)
        self.framed = _PAD - (span[0] - self.seen[0]), _PAD - (self.seen[1] - span[1])
        self.given = (
            max(0, math.floor(self.seen[0] * ratio) - 1),
            min(enlarged, math.ceil(self.seen[1] * ratio) + 1),
        )
        self.output = round(span[0] * ratio), round(span[1] * ratio)
        net = (self.seen[0] * SCALE, self.seen[1] * SCALE)
        framed = (span[0] - _PAD) * SCALE, (span[1] + _PAD) * SCALE
        self.to_net = linear_weights(net, self.given, ratio / SCALE)
        self.from_net = area_weights(self.output, framed, SCALE / ratio)


def _framed(pixels: Floats, down: _Axis, across: _Axis, unit: int) -> Floats:
    (top, bottom), (left, right) = down.framed, across.framed
    framed = cv2.copyMakeBorder(
        pixels, unit * top, unit * bottom, unit * left, unit * right, cv2.BORDER_REFLECT
    )
    return np.asarray(framed, np.float32)


def pins(params: EnhanceParams, weights: Weights) -> Sequence[Pin]:
    """Name the network and the libraries that the pixels depend on."""
    # The tone curves of the alignment are SciPy's, and colours are told apart by scikit-image.
    alignment = (library("scipy"), library("scikit-image"))
    return (enhance_net.pin(), library("torch"), OPENCV, NUMPY, *alignment)


STAGE = Stage(
    name="enhance",
    version="2",
    title="Enhance",
    summary="Gives an enlarged picture detail and sharpness back with a network that was trained"
    " on a perceptual loss, true to the source when scaled down again, and aligns colour and"
    " contrast with a target.",
    queue=Queue.UPSCALE,
    params=EnhanceParams,
    details=EnhanceDetails,
    run=run,
    pins=pins,
    timeout=1800,
)
