"""The stage apply_mask: finds text, takes a drawn mask, and makes one mask of both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from pydantic import Field

from jobs.stages import glyph_net, text_reader
from jobs.stages.allowed_text import AllowedLine, AllowedTexts, matching_entry
from jobs.stages.bent_lines import bent, follow
from jobs.stages.contract import (
    Context,
    Details,
    Frame,
    Params,
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
from jobs.stages.found_lines import allowed_line, region_of
from jobs.stages.hard_looks import with_missed
from jobs.stages.letter_scan import scanned
from jobs.stages.pinning import OPENCV, library
from jobs.stages.read_on import read_on
from jobs.stages.regions import drawn_regions, outline_mask
from jobs.stages.text_lines import Line
from jobs.stages.text_reader import TextReader
from jobs.stages.weights import Weights

MIN_CONFIDENCE = 0.65
IN_COMPANY = 0.4
NEAR = 2.0
"""How many line heights away a sure line still speaks for a doubtful one."""
LIKE_HEIGHT = 2.2
TALL, SURE_OF_TALL = 0.5, 0.8
"""The share of the picture's shorter side from which on a line is tall, and how sure it must be
then: the detector now and then takes a whole picture for a line, and a word is read into it."""


class ApplyMaskParams(Params):
    """Parameters of ``apply_mask``."""

    detect_ocr: bool = Field(
        default=True,
        description="find text that PP-OCRv6 reads: Latin, Chinese, Japanese, and what looks like"
        " them; when false only a drawn mask is taken",
    )
    min_confidence: float = Field(
        default=MIN_CONFIDENCE,
        ge=0,
        le=1,
        description="lines less sure than this, detected and read, are left alone; one half as"
        " high as the picture must be 0.8 sure",
    )
    min_confidence_in_company: float = Field(
        default=IN_COMPANY,
        ge=0,
        le=1,
        description="as min_confidence, for a line of like height beside a sure one",
    )
    thorough: bool = Field(
        default=True,
        description="look at several sizes of the picture and in other lights, not at it alone,"
        " and read lines on past their ends",
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
    lines = _seen(frame.picture.pixels, params, reader, context)
    likely = plausible(lines, frame.picture.size)
    sure = believed(likely, params.min_confidence, params.min_confidence_in_company)
    left_alone = len(lines) - len(sure)
    if params.thorough:
        sure = read_on(
            sure,
            frame.picture.pixels,
            reader,
            lambda fraction: context.progress(0.9 + 0.1 * fraction, "reading on"),
        )
    kept: list[Line] = []
    allowed: list[AllowedLine] = []
    width, height = frame.picture.size
    for line in sure:
        entry = matching_entry(line.text, params.allowed_text)
        if entry is None:
            kept.append(line)
        else:
            allowed.append(allowed_line(line, entry, width, height))
    regions = tuple(region_of(line, index, width, height) for index, line in enumerate(kept))
    return _Found(regions, tuple(allowed), left_alone)


def _seen(
    pixels: Pixels, params: ApplyMaskParams, reader: TextReader, context: Context
) -> list[Line]:
    """All lines that the detectors see, doubtful ones too."""
    lines = reader.read(
        pixels,
        scales=None if params.thorough else (1.0,),
        progress=lambda fraction: context.progress(0.05 + 0.5 * fraction, "looking for text"),
    )
    if params.thorough:
        lines = with_missed(
            lines,
            pixels,
            reader,
            lambda fraction: context.progress(0.55 + 0.25 * fraction, "looking in other lights"),
        )
        lines = scanned(
            lines,
            pixels,
            reader,
            context.weights,
            lambda fraction: context.progress(0.8 + 0.1 * fraction, "looking for letters"),
        )
    if any(map(bent, lines)):
        follower = text_reader.second_reader(context.weights)
        lines = follow(lines, pixels, reader, follower)
    return lines


def plausible(lines: Sequence[Line], size: tuple[int, int]) -> list[Line]:
    """The lines without tall ones that are not very sure; ``size`` is the picture's, in pixels."""
    tall = TALL * min(size)
    return [line for line in lines if line.height < tall or line.confidence >= SURE_OF_TALL]


def believed(lines: Sequence[Line], alone: float, in_company: float) -> list[Line]:
    """The lines that are text: sure ones, and doubtful ones of like height beside a sure one.

    Windows, branches and water are read as a letter or two here and there; print comes in lines
    that stand together.
    """
    sure = [line for line in lines if line.confidence >= alone]
    return [
        line
        for line in lines
        if line.confidence >= alone
        or (line.confidence >= in_company and any(_beside(line, other) for other in sure))
    ]


def _beside(line: Line, sure: Line) -> bool:
    low, high = sorted((line.height, sure.height))
    reach = NEAR * high
    apart = np.maximum(
        line.polygon.min(axis=0) - sure.polygon.max(axis=0),
        sure.polygon.min(axis=0) - line.polygon.max(axis=0),
    )
    return bool(high <= LIKE_HEIGHT * low and (apart <= reach).all())


def pins(params: ApplyMaskParams, weights: Weights) -> Sequence[Pin]:
    """The detectors, the recognisers and the letter network, when they may be asked."""
    if not params.detect_ocr:
        return (OPENCV,)
    readers = dict.fromkeys((*text_reader.pins(), *text_reader.second_pins()))
    letters = (glyph_net.pin(), library("torch")) if params.thorough else ()
    return (*readers, *letters, OPENCV)


STAGE = Stage(
    name="apply_mask",
    version="7",
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
