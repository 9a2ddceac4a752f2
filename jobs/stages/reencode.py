"""The stage ``reencode``: what a picture looks like once it is a file to publish."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
from pydantic import Field

from jobs.stages.contract import Context, Details, Frame, Pin, Plane, Queue, Result, Stage
from jobs.stages.picture_distance import distance
from jobs.stages.pinning import NUMPY, OPENCV, library
from jobs.stages.published_formats import OutputFormat, decode, encode, scaled
from jobs.stages.weights import Weights


class ReencodeDetails(Details):
    """What the file came to."""

    width: int = Field(description="pixels")
    height: int = Field(description="pixels")
    byte_size: int = Field(description="of the file, before it is signed")
    psnr: float | None = Field(
        description="dB between the scaled picture and the file's pixels; null when they are equal"
    )


def run(frame: Frame, params: OutputFormat, context: Context) -> Result:
    """Encode the picture and go on with the pixels that come out; the mask is scaled along."""
    context.progress(0, "encoding")
    data = encode(frame.picture, params)
    context.progress(0.7, "reading it back")
    picture = decode(data, params.format)
    width, height = picture.size
    details = ReencodeDetails(
        width=width,
        height=height,
        byte_size=len(data),
        psnr=distance(scaled(frame.picture, params).pixels, picture.pixels).psnr,
    )
    mask = None if frame.mask is None else _fitted(frame.mask, picture.size)
    regions = frame.regions if picture.size == frame.picture.size else ()
    return Result(replace(frame, picture=picture, mask=mask, regions=regions), details)


def _fitted(mask: Plane, size: tuple[int, int]) -> Plane:
    """255 wherever a pixel comes, even in part, from one that was replaced."""
    if (mask.shape[1], mask.shape[0]) == size:
        return mask
    touched = (mask > 0).astype(np.float32)
    share = cv2.resize(touched, size, interpolation=cv2.INTER_AREA)
    return np.where(share > 0, 255, 0).astype(np.uint8)


def pins(params: OutputFormat, weights: Weights) -> Sequence[Pin]:
    """Name the libraries that the pixels depend on."""
    return (library("pillow"), OPENCV, NUMPY)


STAGE = Stage(
    name="reencode",
    version="1",
    title="Re-encode",
    summary="Writes the picture in the format, size and quality it is to be published in, and goes"
    " on with what that file shows, so that the gate sees what the public will.",
    queue=Queue.IMAGING,
    params=OutputFormat,
    details=ReencodeDetails,
    run=run,
    pins=pins,
)
