"""The stage remove_object: takes drawn objects away and continues what they hid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import cv2
import numpy as np
from pydantic import Field

from jobs.stages.contract import (
    Context,
    Details,
    Frame,
    Params,
    Picture,
    Pin,
    Pixels,
    Plane,
    Queue,
    Region,
    Result,
    Role,
    Stage,
    StageError,
)
from jobs.stages.pinning import NUMPY, OPENCV, library
from jobs.stages.regions import disk, drawn_regions
from jobs.stages.removal.curves import Curve
from jobs.stages.removal.fill import Filled, fill
from jobs.stages.removal.shadow import shadow
from jobs.stages.removal.snap import Snapped, snap
from jobs.stages.weights import Weights

TOGETHER = 5
"""Parts of a mask within ten pixels of each other are one object."""


class RemoveObjectParams(Params):
    """Parameters of ``remove_object``."""

    snap: bool = Field(
        default=True, description="move the mask to the object's edge where that is clear"
    )
    snap_reach: int = Field(
        default=8,
        ge=1,
        le=64,
        description="how many pixels a drawn outline may move; inside a box it may go anywhere",
    )
    take_shadow: bool = Field(
        default=False, description="take the shadow that the object casts on its ground along"
    )


class LineReport(Details):
    """An edge or a line that was continued through the hole."""

    start: tuple[float, float] = Field(description="where it enters the hole, x and y in pixels")
    end: tuple[float, float] = Field(description="where it leaves the hole or meets another")
    shape: Literal["straight", "curved", "corner", "meets another"] = Field(
        description="how it goes on; meets another: it has no counterpart and ends in the hole"
    )
    thin: bool = Field(description="a thin line, such as a wire, and not the border of two areas")
    strength: float = Field(description="CIE76 difference across it")


class SideReport(Details):
    """One part of the hole, filled from its own regime."""

    method: Literal["surface", "texture"] = Field(
        description="a smooth surface, or one with detail carried over from the same regime"
    )
    pixels: int = Field(description="its size")
    shift: tuple[int, int] | None = Field(
        description="where the detail came from, in pixels right and down"
    )


class ObjectReport(Details):
    """What was done about one object."""

    box: tuple[int, int, int, int] = Field(description="left, top, right, bottom, in pixels")
    pixels: int = Field(description="pixels replaced")
    snapped_added: int = Field(description="pixels that snapping added")
    snapped_removed: int = Field(description="pixels that snapping gave back")
    snap_reason: str = Field(description="why the outline moved or stayed")
    shadow: int = Field(description="pixels of its cast shadow")
    regimes: int = Field(description="areas of like colour and texture that the hole touches")
    strength: float = Field(description="strongest change between two of them, CIE76")
    lines: tuple[LineReport, ...] = Field(description="what was continued through the hole")
    method: Literal["sides", "transfer", "patches"] = Field(
        description="each side from its own regime, a like place's whole content, or patches"
    )
    sides: tuple[SideReport, ...] = Field(description="the sides, when they were what was used")
    shift: tuple[int, int] | None = Field(
        description="where a like place lies, in pixels right and down, when one was used"
    )
    errors: dict[str, float] = Field(
        description="how well each way foretold the known rim: mean squared levels"
    )
    reason: str = Field(description="why this method")


class RemoveObjectDetails(Details):
    """What was removed."""

    objects: tuple[ObjectReport, ...] = Field(description="the objects, top to bottom")
    replaced: int = Field(description="pixels replaced")


def run(frame: Frame, params: RemoveObjectParams, context: Context) -> Result:
    """Remove what the mask covers; every pixel outside the final mask stays as it was."""
    drawn = _checked_mask(frame)
    pixels = frame.picture.pixels
    context.progress(0.0, "outlines")
    objects = [_outlined(pixels, part, drawn, params) for part in parts(drawn)]
    mask = np.maximum.reduce([own for own, _, _ in objects])
    if mask.all():
        raise StageError("The objects cover the whole picture: leave something to fill it from.")
    filled, reports, regions = pixels, [], []
    for index, (own, snapped, shade) in enumerate(objects):
        context.progress(0.1 + 0.9 * index / len(objects), f"object {index + 1}")
        result = fill(filled, mask, own, context.seed, context.checkpoint)
        filled = result.pixels
        reports.append(_report(own, snapped, shade, result))
        regions.append(_region(own, index, reports[-1]))
    context.progress(1.0)
    return Result(
        frame=Frame(Picture(filled, frame.picture.alpha), frame.source, mask, tuple(regions)),
        details=RemoveObjectDetails(objects=tuple(reports), replaced=int(np.count_nonzero(mask))),
    )


def _checked_mask(frame: Frame) -> Plane:
    if frame.mask is None:
        raise StageError("remove_object needs a mask: draw one over the object, or a box round it.")
    if frame.mask.shape != frame.picture.pixels.shape[:2]:
        raise StageError(
            f"The mask is {frame.mask.shape[1]} x {frame.mask.shape[0]} pixels and the picture "
            f"{frame.picture.size[0]} x {frame.picture.size[1]}: draw it on this picture."
        )
    mask: Plane = np.where(frame.mask >= 128, 255, 0).astype(np.uint8)
    if not mask.any():
        raise StageError("The mask is empty: draw over the object that is to go.")
    if mask.all():
        raise StageError("The mask covers the whole picture: leave something to fill it from.")
    return mask


def parts(mask: Plane) -> list[Plane]:
    """The objects of a mask, each on a plane of its own, top to bottom."""
    near = cv2.dilate(mask, disk(TOGETHER))
    count, labels = cv2.connectedComponents(near, connectivity=8)
    return [
        np.where((labels == part) & (mask > 0), 255, 0).astype(np.uint8) for part in range(1, count)
    ]


def _outlined(
    pixels: Pixels, own: Plane, mask: Plane, params: RemoveObjectParams
) -> tuple[Plane, Snapped, int]:
    """An object's final mask, how it was snapped, and the size of its shadow."""
    snapped = Snapped(own, 0, 0, "snapping was not asked for")
    if params.snap:
        snapped = snap(pixels, own, mask, params.snap_reach)
    if not params.take_shadow:
        return snapped.mask, snapped, 0
    shade = shadow(pixels, snapped.mask, np.maximum(mask, snapped.mask))
    return np.maximum(snapped.mask, shade), snapped, int(np.count_nonzero(shade))


def _report(own: Plane, snapped: Snapped, shade: int, result: Filled) -> ObjectReport:
    left, top, wide, high = cv2.boundingRect(own)
    return ObjectReport(
        box=(left, top, left + wide, top + high),
        pixels=int(np.count_nonzero(own)),
        snapped_added=snapped.added,
        snapped_removed=snapped.removed,
        snap_reason=snapped.reason,
        shadow=shade,
        regimes=result.found.count,
        strength=round(result.found.strength, 1),
        lines=tuple(_line(curve, result.corner) for curve in result.curves),
        method=result.method,
        sides=tuple(
            SideReport(method=side.method, pixels=side.pixels, shift=side.shift)
            for side in result.sides
        ),
        shift=result.shift,
        errors={way: round(error, 1) for way, error in result.errors.items()},
        reason=_reason(result),
    )


def _line(curve: Curve, corner: tuple[int, int]) -> LineReport:
    second = curve.second
    end = curve.points[-1].tolist() if second is None else second.point
    shape: Literal["straight", "curved", "corner", "meets another"] = (
        "meets another" if second is None else curve.shape
    )
    return LineReport(
        start=_place(curve.first.point, corner),
        end=_place(end, corner),
        shape=shape,
        thin=curve.first.line,
        strength=round(curve.first.strength, 1),
    )


def _place(point: Sequence[float], corner: tuple[int, int]) -> tuple[float, float]:
    return round(float(point[0]) + corner[0], 1), round(float(point[1]) + corner[1], 1)


def _reason(result: Filled) -> str:
    """Why the method was taken, in words and numbers."""
    told = ", ".join(f"{way} {error**0.5:.1f}" for way, error in result.errors.items())
    measured = f"levels off on the rim: {told}; the rim itself varies by {result.variance**0.5:.1f}"
    match result.method:
        case "sides":
            sides, edges = len(result.sides), len(result.curves)
            return f"{sides} sides between {edges} continued edges ({measured})"
        case "transfer":
            return f"a place that looks alike was bent to fit ({measured})"
        case "patches":
            return f"patches came closest to the surroundings ({measured})"


def _region(own: Plane, index: int, report: ObjectReport) -> Region:
    outline = max(drawn_regions(own), key=lambda region: len(region.polygon))
    return outline.model_copy(
        update={
            "id": index,
            "source": "object",
            "strategy": report.method,
            "reason": "; ".join((report.snap_reason, report.reason)),
        }
    )


def pins(params: RemoveObjectParams, weights: Weights) -> Sequence[Pin]:
    """The libraries that the pixels depend on."""
    return (OPENCV, NUMPY, library("scipy"))


STAGE = Stage(
    name="remove_object",
    version="1",
    title="Remove objects",
    summary=(
        "Takes drawn objects away: finds their edge, continues the lines and planes behind them, "
        "and fills each side from its own ground."
    ),
    queue=Queue.IMAGING,
    params=RemoveObjectParams,
    details=RemoveObjectDetails,
    run=run,
    pins=pins,
    needs=frozenset({Role.PICTURE, Role.MASK}),
    gives=frozenset({Role.PICTURE, Role.MASK, Role.REGIONS}),
)
