"""The stage find_marks: finds registered logos and watermarks and adds them to the mask."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from pydantic import Field, field_validator, model_validator

from jobs.stages.contract import (
    Context,
    Details,
    Frame,
    Params,
    Pin,
    PlacedMark,
    Plane,
    Queue,
    Region,
    Result,
    Role,
    Stage,
    StageError,
)
from jobs.stages.marks.find import FoundMark, find
from jobs.stages.marks.footprint import footprint, lettering
from jobs.stages.marks.known_mark import known_mark
from jobs.stages.marks.reference import MarkReference, refuse_doubled
from jobs.stages.marks.search import Range
from jobs.stages.pinning import OPENCV
from jobs.stages.regions import drawn_regions, outline_mask
from jobs.stages.weights import Weights

MOST_MARKS = 20
MARKS = "marks"
"""The param that names them."""
TILED = "; the lattice of its siblings has a place there"


class FindMarksParams(Params):
    """Parameters of ``find_marks``."""

    marks: tuple[MarkReference, ...] = Field(
        default=(),
        max_length=MOST_MARKS,
        description="what to look for; a render fills in the project's registered marks",
    )
    smallest: float = Field(
        default=0.5, ge=0.1, le=4, description="least scale, against the registered picture"
    )
    largest: float = Field(
        default=2.0, ge=0.1, le=8, description="greatest scale, against the registered picture"
    )
    turn: float = Field(default=24.0, ge=0, le=45, description="degrees to either side")
    min_confidence: float = Field(
        default=0.5, ge=0, le=1, description="what is less surely the mark is left alone"
    )
    dilation: int = Field(default=1, ge=0, le=16, description="pixels that a mark is grown by")

    @field_validator("marks")
    @classmethod
    def _each_once(cls, marks: tuple[MarkReference, ...]) -> tuple[MarkReference, ...]:
        return refuse_doubled(marks)

    @model_validator(mode="after")
    def _in_order(self) -> FindMarksParams:
        if self.smallest > self.largest:
            raise ValueError(
                f"smallest is {self.smallest:g} and largest {self.largest:g}: the smallest scale "
                "is at most the largest"
            )
        return self


class MarkCount(Details):
    """How often one mark was found."""

    name: str = Field(description="the mark's name")
    sha256: str = Field(description="digest of its registered picture")
    found: int = Field(description="copies found and masked")
    left_alone: int = Field(description="likenesses that the confidence ruled out")


class FindMarksDetails(Details):
    """Which marks were found."""

    found: int = Field(description="copies of all marks")
    marks: tuple[MarkCount, ...] = Field(description="each mark that was looked for")
    lettering: int = Field(description="lines of text that are a mark's own, left to the mark")
    added: int = Field(description="pixels that the mask did not have before")


def run(frame: Frame, params: FindMarksParams, context: Context) -> Result:
    """Unite what was masked before with every copy of the marks."""
    width, height = frame.picture.size
    before = np.zeros((height, width), np.uint8) if frame.mask is None else frame.mask
    if before.shape != (height, width):
        raise StageError(
            f"The mask is {before.shape[1]} x {before.shape[0]} pixels and the picture "
            f"{width} x {height}: draw the mask at the picture's size."
        )
    if not params.marks:
        return _nothing_to_find(frame, before)
    known = [known_mark(one.name, one.sha256, context.fetch(one.sha256)) for one in params.marks]
    span = Range(params.smallest, params.largest, params.turn)
    seen = find(frame.picture.pixels, known, span, context.progress)
    found = [one for one in seen if one.confidence >= params.min_confidence]
    prints = [footprint(one, params.dilation, width, height) for one in found]
    given = frame.regions or drawn_regions(before)
    own = lettering(given, found, prints, before)
    kept = [region for region in given if region.id not in own]
    mask = _without(before, [region for region in given if region.id in own], kept)
    for plane in prints:
        np.maximum(mask, plane, out=mask)
    first = max((region.id for region in given), default=-1) + 1
    regions = (*kept, *(_region(first + index, one) for index, one in enumerate(found)))
    context.progress(1.0, f"{len(found)} marks")
    return Result(
        frame=Frame(frame.picture, frame.source, mask, regions),
        details=FindMarksDetails(
            found=len(found),
            marks=tuple(_count(one, seen, found) for one in params.marks),
            lettering=len(own),
            added=int(np.count_nonzero((mask > 0) & (before == 0))),
        ),
    )


def _nothing_to_find(frame: Frame, mask: Plane) -> Result:
    """Without marks the frame goes on as it came, with an empty mask where there was none."""
    return Result(
        frame=Frame(frame.picture, frame.source, mask, frame.regions),
        details=FindMarksDetails(found=0, marks=(), lettering=0, added=0),
    )


def _without(mask: Plane, gone: Sequence[Region], kept: Sequence[Region]) -> Plane:
    """The mask less the regions that are a mark's own lettering."""
    if not gone:
        return mask.copy()
    height, width = mask.shape
    out = outline_mask([region.polygon for region in gone], width, height)
    stay = outline_mask([region.polygon for region in kept], width, height)
    return np.where((out > 0) & (stay == 0), 0, mask).astype(np.uint8)


def _region(index: int, found: FoundMark) -> Region:
    place = found.place
    how = f"{place.scale:.2f} of its size, turned {place.turn:.1f}°, opacity {found.opacity:.2f}"
    evidence = f"{found.evidence}{TILED if found.predicted else ''}"
    return Region(
        id=index,
        source="mark",
        polygon=tuple((round(float(x), 3), round(float(y), 3)) for x, y in found.corners),
        text=found.mark.name,
        detection_confidence=round(found.confidence, 4),
        reason=f"registered mark: {how}; {evidence}",
        mark=PlacedMark(
            sha256=found.mark.sha256,
            scale=round(place.scale, 5),
            turn=round(place.turn, 4),
            opacity=round(found.opacity, 4),
        ),
    )


def _count(mark: MarkReference, seen: Sequence[FoundMark], found: Sequence[FoundMark]) -> MarkCount:
    every = sum(one.mark.sha256 == mark.sha256 for one in seen)
    masked = sum(one.mark.sha256 == mark.sha256 for one in found)
    return MarkCount(name=mark.name, sha256=mark.sha256, found=masked, left_alone=every - masked)


def pins(params: FindMarksParams, weights: Weights) -> Sequence[Pin]:
    """The library that the pixels depend on; the marks themselves stand in the params."""
    return (OPENCV,)


STAGE = Stage(
    name="find_marks",
    version="3",
    title="Find marks",
    summary="Finds the registered logos and watermarks, at any scale and turn, and masks them.",
    queue=Queue.IMAGING,
    params=FindMarksParams,
    details=FindMarksDetails,
    run=run,
    pins=pins,
    needs=frozenset({Role.PICTURE}),
    gives=frozenset({Role.MASK, Role.REGIONS}),
)
