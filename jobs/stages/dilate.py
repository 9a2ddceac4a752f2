"""The stage adjust_dilation: from where to look to what to erase, letter by letter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

import cv2
import numpy as np
from pydantic import Field

from jobs.stages.contract import (
    Context,
    Details,
    Frame,
    Params,
    Pin,
    Plane,
    Queue,
    Region,
    Result,
    Role,
    Stage,
    StageError,
)
from jobs.stages.glyphs import Glyphs, find_glyphs
from jobs.stages.regions import bounds, disk, drawn_regions, line_height, outline_mask
from jobs.stages.weights import Weights

Factor = Literal["auto"] | Annotated[float, Field(ge=0, le=4)]


class AdjustDilationParams(Params):
    """Parameters of ``adjust_dilation``."""

    factor: Factor = Field(
        default="auto",
        description="dilation in stroke widths, 0 to 4; auto takes it from the confidence",
    )
    max_dilation: int = Field(
        default=8, ge=0, le=64, description="the most pixels that letters are grown by"
    )
    drawn_dilation: int = Field(
        default=0, ge=0, le=64, description="pixels that a drawn mask is grown by"
    )


class AdjustDilationDetails(Details):
    """What became of the mask."""

    letters: int = Field(description="lines whose letters were found")
    whole: int = Field(description="lines where letters and ground did not come apart")
    drawn: int = Field(description="drawn parts, kept as they are")
    looked_at: int = Field(description="pixels inside the outlines")
    masked: int = Field(description="pixels inside the mask now")
    mean_dilation: float = Field(description="over the lines, in pixels")


def run(frame: Frame, params: AdjustDilationParams, context: Context) -> Result:
    """Replace each outline by the letters inside it, grown as far as they need."""
    if frame.mask is None:
        raise StageError("adjust_dilation needs a mask: put apply_mask before it.")
    given = frame.regions or drawn_regions(frame.mask)
    mask = np.zeros_like(frame.mask)
    regions: list[Region] = []
    for done, region in enumerate(given):
        context.progress(done / len(given), f"line {done + 1} of {len(given)}")
        place = _drawn if region.source == "drawn" else _letters
        regions.append(place(frame, region, params, mask))
    context.progress(1.0)
    lines = [region for region in regions if region.source != "drawn"]
    return Result(
        frame=Frame(frame.picture, frame.source, mask, tuple(regions)),
        details=AdjustDilationDetails(
            letters=sum(region.stroke_width is not None for region in lines),
            whole=sum(region.stroke_width is None for region in lines),
            drawn=len(regions) - len(lines),
            looked_at=int(np.count_nonzero(frame.mask)),
            masked=int(np.count_nonzero(mask)),
            mean_dilation=round(
                sum(line.dilation or 0.0 for line in lines) / max(1, len(lines)), 3
            ),
        ),
    )


def _drawn(frame: Frame, region: Region, params: AdjustDilationParams, mask: Plane) -> Region:
    assert frame.mask is not None
    width, height = frame.picture.size
    part = outline_mask([region.polygon], width, height) & frame.mask
    if params.drawn_dilation:
        part = cv2.dilate(part, disk(params.drawn_dilation))
    np.bitwise_or(mask, part, out=mask)
    return region.model_copy(
        update={"dilation": float(params.drawn_dilation), "reason": "drawn: kept as it is"}
    )


def _letters(frame: Frame, region: Region, params: AdjustDilationParams, mask: Plane) -> Region:
    width, height = frame.picture.size
    line = line_height(region.polygon)
    reach = round(0.12 * line) + 2
    left, top, right, bottom = bounds(region.polygon, reach + round(line), width, height)
    shifted = [(x - left, y - top) for x, y in region.polygon]
    zone = outline_mask([shifted], right - left, bottom - top)
    zone = cv2.dilate(zone, disk(reach))
    glyphs = find_glyphs(frame.picture.pixels[top:bottom, left:right], zone, line)
    pixels, reason = dilation(region, glyphs, params)
    grown = cv2.dilate(glyphs.mask, disk(pixels)) if pixels else glyphs.mask
    part = mask[top:bottom, left:right]
    np.bitwise_or(part, grown, out=part)
    return region.model_copy(
        update={
            "stroke_width": round(glyphs.stroke_width, 2),
            "contrast": round(glyphs.contrast, 2),
            "texture": round(glyphs.texture, 2),
            "dilation": float(pixels),
            "reason": reason,
        }
    )


def dilation(region: Region, glyphs: Glyphs, params: AdjustDilationParams) -> tuple[int, str]:
    """Pixels to grow the letters by, and why."""
    if params.factor == "auto":
        doubt = 1.0 - region.detection_confidence
        factor = 0.5 * doubt
        reason = f"confidence {region.detection_confidence:.2f}"
    else:
        factor = float(params.factor)
        reason = f"factor {factor:g} was asked for"
    pixels = min(params.max_dilation, round(1 + factor * glyphs.stroke_width))
    return pixels, f"{pixels} px: {reason}, stroke {glyphs.stroke_width:.1f} px"


def pins(params: AdjustDilationParams, weights: Weights) -> Sequence[Pin]:
    """The libraries whose arithmetic shapes the mask."""
    return (Pin(role="library", id="opencv", version=cv2.__version__),)


STAGE = Stage(
    name="adjust_dilation",
    version="1",
    title="Shape the mask",
    summary="Finds the letters inside each outline and grows them by confidence and stroke width.",
    queue=Queue.TEXT,
    params=AdjustDilationParams,
    details=AdjustDilationDetails,
    run=run,
    pins=pins,
    needs=frozenset({Role.PICTURE, Role.MASK}),
    gives=frozenset({Role.MASK, Role.REGIONS}),
)
