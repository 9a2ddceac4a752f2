"""The stage take_mask: a mask as a person shaped it, with what was found in it."""

from __future__ import annotations

import math
from collections.abc import Sequence

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
from jobs.stages.pinning import OPENCV
from jobs.stages.regions import disk, drawn_regions, line_height, outline_mask
from jobs.stages.weights import Weights

MOST_REGIONS = 1000


class TakeMaskParams(Params):
    """Parameters of ``take_mask``."""

    regions: tuple[Region, ...] = Field(
        default=(),
        max_length=MOST_REGIONS,
        description="found regions that were switched on, with their numbers; the rest is drawn",
    )


class TakeMaskDetails(Details):
    """What the mask is made of."""

    found: int = Field(description="found regions that the mask holds pixels of")
    left_out: int = Field(description="found regions switched on of which no pixel is left")
    drawn: int = Field(description="parts drawn by hand, outside the found regions")
    by_hand: int = Field(description="pixels drawn by hand, outside the found regions")
    masked: int = Field(description="pixels inside the mask")
    coverage: float = Field(description="share of the picture inside the mask, 0..1")


def run(frame: Frame, params: TakeMaskParams, context: Context) -> Result:
    """Hand the mask on pixel by pixel, and say which part of it was found and which drawn.

    A found region answers for the mask inside its reach: its outline, with the room that
    ``adjust_dilation`` gives letters around it, grown by its dilation.
    """
    mask = _checked(frame)
    by_hand = mask.copy()
    kept: list[Region] = []
    for region in params.regions:
        context.checkpoint()
        reach = _reach(region, mask)
        own = int(np.count_nonzero(mask[reach > 0]))
        if own:
            kept.append(_with_share(region, own))
            by_hand[reach > 0] = 0
    drawn = drawn_regions(by_hand, first=1 + max((region.id for region in kept), default=-1))
    context.progress(1.0)
    masked = int(np.count_nonzero(mask))
    return Result(
        frame=Frame(frame.picture, frame.source, mask, (*kept, *drawn)),
        details=TakeMaskDetails(
            found=len(kept),
            left_out=len(params.regions) - len(kept),
            drawn=len(drawn),
            by_hand=int(np.count_nonzero(by_hand)),
            masked=masked,
            coverage=round(masked / mask.size, 6),
        ),
    )


def _checked(frame: Frame) -> Plane:
    width, height = frame.picture.size
    if frame.mask is None:
        raise StageError("take_mask needs a mask: draw one on the candidate.")
    if frame.mask.shape != (height, width):
        raise StageError(
            f"The mask is {frame.mask.shape[1]} x {frame.mask.shape[0]} pixels and the picture "
            f"{width} x {height}: draw the mask at the picture's size."
        )
    mask = np.where(frame.mask >= 128, 255, 0).astype(np.uint8)
    if not mask.any():
        raise StageError("The mask is empty: paint what should be replaced.")
    if mask.all():
        raise StageError("The mask covers the whole picture: leave something to fill it from.")
    return mask


def _reach(region: Region, mask: Plane) -> Plane:
    height, width = mask.shape
    outline = outline_mask([region.polygon], width, height)
    around = round(0.2 * line_height(region.polygon)) + 3
    wider = disk(around + math.ceil(region.dilation or 0.0))
    return np.asarray(cv2.dilate(outline, wider), np.uint8)


def _with_share(region: Region, own: int) -> Region:
    reason = "; ".join(part for part in (region.reason, f"{own} px of it masked") if part)
    return region.model_copy(update={"reason": reason})


def pins(params: TakeMaskParams, weights: Weights) -> Sequence[Pin]:
    """OpenCV, which draws the outlines."""
    return (OPENCV,)


STAGE = Stage(
    name="take_mask",
    version="1",
    title="Take the mask",
    summary="Takes a mask as a person shaped it, and says what of it was found and what drawn.",
    queue=Queue.IMAGING,
    params=TakeMaskParams,
    details=TakeMaskDetails,
    run=run,
    pins=pins,
    needs=frozenset({Role.PICTURE, Role.MASK}),
    gives=frozenset({Role.MASK, Role.REGIONS}),
)
