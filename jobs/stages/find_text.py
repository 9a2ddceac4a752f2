"""The stage apply_mask: finds text, takes a drawn mask, and makes one mask of both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from pydantic import Field

from jobs.stages import text_reader
from jobs.stages.allowed_text import AllowedLine, AllowedTexts, matching_entry
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
from jobs.stages.regions import drawn_regions, outline_mask
from jobs.stages.weights import Weights

MIN_CONFIDENCE = 0.4


class ApplyMaskParams(Params):
    """Parameters of ``apply_mask``."""

    detect_ocr: bool = Field(
        default=True, description="find text; when false only a drawn mask is taken"
    )
    min_confidence: float = Field(
        default=MIN_CONFIDENCE,
        ge=0,
        le=1,
        description="lines less sure than this, detected and read, are left alone",
    )
    thorough: bool = Field(
        default=True, description="look at several sizes of the picture, not at its own alone"
    )
    allowed_text: AllowedTexts = Field(
        default=(), description="text that may stay: lines that say it are left alone"
    )


class ApplyMaskDetails(Details):
    """What was found."""

    found: int = Field(description="lines of text found and masked")
    left_alone: int = Field(description="lines found that the confidence ruled out")
    drawn: int = Field(description="parts of the drawn mask")
    allowed: tuple[AllowedLine, ...] = Field(
        default=(), description="lines found and left alone because their text may stay"
    )
    coverage: float = Field(description="share of the picture inside the mask, 0..1")


def run(frame: Frame, params: ApplyMaskParams, context: Context) -> Result:
    """Give the frame a mask of filled outlines, and one region for each."""
    if not params.detect_ocr and frame.mask is None:
        raise StageError(
            "apply_mask has nothing to mask: detect_ocr is false and no mask was drawn. "
            "Draw a mask on the candidate, or set detect_ocr to true."
        )
    width, height = frame.picture.size
    if frame.mask is not None and frame.mask.shape != (height, width):
        raise StageError(
            f"The drawn mask is {frame.mask.shape[1]} x {frame.mask.shape[0]} pixels and the "
            f"picture {width} x {height}: draw the mask at the picture's size."
        )
    drawn = np.zeros((height, width), np.uint8) if frame.mask is None else _binary(frame.mask)
    found = _find(frame, params, context) if params.detect_ocr else _Found()
    from_pen = drawn_regions(drawn, first=len(found.regions))
    mask = drawn | outline_mask([region.polygon for region in found.regions], width, height)
    context.progress(1.0, f"{len(found.regions)} lines")
    return Result(
        frame=Frame(frame.picture, frame.source, mask, (*found.regions, *from_pen)),
        details=ApplyMaskDetails(
            found=len(found.regions),
            left_alone=found.left_alone,
            drawn=len(from_pen),
            allowed=found.allowed,
            coverage=round(float(np.count_nonzero(mask)) / mask.size, 6),
        ),
    )


def _binary(mask: Plane) -> Plane:
    return np.where(mask >= 128, 255, 0).astype(np.uint8)


@dataclass(frozen=True)
class _Found:
    """The lines to mask, those that may stay, and how many were too doubtful to mask."""

    regions: tuple[Region, ...] = ()
    allowed: tuple[AllowedLine, ...] = ()
    left_alone: int = 0


def _find(frame: Frame, params: ApplyMaskParams, context: Context) -> _Found:
    context.progress(0.0, "loading the detector")
    reader = text_reader.reader(context.weights)
    lines = reader.read(
        frame.picture.pixels,
        scales=None if params.thorough else (1.0,),
        progress=lambda fraction: context.progress(0.05 + 0.9 * fraction, "looking for text"),
    )
    sure = [line for line in lines if line.confidence >= params.min_confidence]
    kept: list[text_reader.Line] = []
    allowed: list[AllowedLine] = []
    width, height = frame.picture.size
    for line in sure:
        entry = matching_entry(line.text, params.allowed_text)
        if entry is None:
            kept.append(line)
        else:
            allowed.append(_allowed(line, entry, width, height))
    regions = tuple(_region(index, line, width, height) for index, line in enumerate(kept))
    return _Found(regions, tuple(allowed), len(lines) - len(sure))


def _allowed(line: text_reader.Line, entry: str, width: int, height: int) -> AllowedLine:
    return AllowedLine(
        text=line.text,
        entry=entry,
        polygon=_outline(line, width, height),
        detection_confidence=round(line.detection, 4),
        recognition_confidence=round(line.recognition, 4),
    )


def _outline(line: text_reader.Line, width: int, height: int) -> tuple[tuple[float, float], ...]:
    polygon = np.clip(line.polygon, 0, (width - 1, height - 1))
    return tuple((round(float(x), 2), round(float(y), 2)) for x, y in polygon)


def _region(index: int, line: text_reader.Line, width: int, height: int) -> Region:
    return Region(
        id=index,
        source="ocr",
        polygon=_outline(line, width, height),
        text=line.text,
        detection_confidence=round(line.detection, 4),
        recognition_confidence=round(line.recognition, 4),
    )


def pins(params: ApplyMaskParams, weights: Weights) -> Sequence[Pin]:
    """The detector and the recogniser, when they will be asked."""
    return (*text_reader.pins(), OPENCV) if params.detect_ocr else (OPENCV,)


STAGE = Stage(
    name="apply_mask",
    version="2",
    title="Find text",
    summary="Finds printed text and takes a drawn mask; says where to look, not what to erase.",
    queue=Queue.TEXT,
    params=ApplyMaskParams,
    details=ApplyMaskDetails,
    run=run,
    pins=pins,
    needs=frozenset({Role.PICTURE}),
    gives=frozenset({Role.MASK, Role.REGIONS}),
)
