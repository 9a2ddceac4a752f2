"""The stage look_again: another detector looks at the result, and what is left is filled again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import cv2
import numpy as np
from pydantic import Field

from jobs.stages import dilate, inpaint, text_reader
from jobs.stages.allowed_text import AllowedLine, AllowedTexts, matching_entry
from jobs.stages.contract import (
    Context,
    Details,
    Frame,
    Frozen,
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
from jobs.stages.dilation import AdjustDilationParams
from jobs.stages.found_lines import allowed_line, outline_within, region_of
from jobs.stages.inpaint import Strategy
from jobs.stages.regions import disk, outline_mask
from jobs.stages.text_lines import Line
from jobs.stages.weights import Weights, WeightsSettings

Kind = Literal["remnant", "missed"]

MEETS = 0.1
"""A line of which this share of the outline was replaced is a remnant, not scene text."""
SOFT_EDGE = 2
"""Pixels that a remnant's letters are grown by: what was left is the edge of what was masked."""


class LookAgainParams(Params):
    """Parameters of ``look_again``."""

    rounds: int = Field(
        default=1, ge=0, le=3, description="how often what is left is filled again; 0 only reports"
    )
    strategy: Strategy = Field(default="hybrid", description="as inpaint's strategy")
    min_confidence: float = Field(
        default=0.5, ge=0, le=1, description="remnants less sure than this are no finding"
    )
    missed_confidence: float = Field(
        default=0.85,
        ge=0,
        le=1,
        description="text beside the mask is missed text from this on, scene detail below",
    )
    mask_missed: bool = Field(
        default=True, description="fill missed text too; when false it is only reported"
    )
    allowed_text: AllowedTexts = Field(
        default=(), description="text that may stay: lines that say it are left alone"
    )


class SeenLine(Frozen):
    """A line that the second detector read."""

    text: str = Field(description="what recognition read")
    polygon: tuple[tuple[float, float], ...] = Field(description="corners, x and y in pixels")
    confidence: float = Field(ge=0, le=1, description="detection and recognition together")
    kind: Kind = Field(description="remnant of what was replaced, or missed by the first detector")


class Round(Frozen):
    """What one round filled again."""

    lines: int = Field(description="lines filled again")
    pixels: int = Field(description="pixels filled again")
    newly_masked: int = Field(description="those of them that were outside the mask before")


class LookAgainDetails(Details):
    """What the second detector saw, what was done about it, and what is still there."""

    found: tuple[SeenLine, ...] = Field(description="remnants and missed lines at the first look")
    rounds: tuple[Round, ...] = Field(description="each round of filling")
    remaining: tuple[SeenLine, ...] = Field(description="what can still be read after the last")
    allowed: tuple[AllowedLine, ...] = Field(description="lines left because their text may stay")


@dataclass(frozen=True)
class _Look:
    """One look: the lines with their kind, and those that may stay."""

    lines: tuple[tuple[Line, Kind], ...]
    allowed: tuple[AllowedLine, ...]

    def seen(self, size: tuple[int, int]) -> tuple[SeenLine, ...]:
        return tuple(
            SeenLine(
                text=line.text,
                polygon=outline_within(line, *size),
                confidence=round(line.confidence, 4),
                kind=kind,
            )
            for line, kind in self.lines
        )


def run(frame: Frame, params: LookAgainParams, context: Context) -> Result:
    """Look, fill what is left, and look once more after each round; report what remains."""
    if frame.mask is None:
        raise StageError("look_again needs the mask of what was replaced: put it after inpaint.")
    size = frame.picture.size
    first = now = _look(frame, params, context, 0.0)
    rounds: list[Round] = []
    for done in range(params.rounds):
        lines = [line for line, kind in now.lines if kind == "remnant" or params.mask_missed]
        if not lines:
            break
        frame, round_done = _fill(frame, lines, params, context, last=done > 0)
        rounds.append(round_done)
        now = _look(frame, params, context, (done + 1) / (params.rounds + 1))
    context.progress(1.0, f"{len(now.lines)} lines left")
    return Result(
        frame=frame,
        details=LookAgainDetails(
            found=first.seen(size),
            rounds=tuple(rounds),
            remaining=now.seen(size),
            allowed=first.allowed,
        ),
    )


def _look(frame: Frame, params: LookAgainParams, context: Context, begun: float) -> _Look:
    """Read the whole picture, and keep what is no scene text that stood beside the mask."""
    context.progress(begun, "looking again")
    reader = text_reader.second_reader(context.weights)
    read = reader.read(frame.picture.pixels, progress=lambda fraction: context.checkpoint())
    assert frame.mask is not None
    size = frame.picture.size
    lines: list[tuple[Line, Kind]] = []
    allowed: list[AllowedLine] = []
    for line in read:
        remnant = _share_masked(line, frame.mask) >= MEETS
        least = params.min_confidence if remnant else params.missed_confidence
        if line.confidence < least:
            continue
        entry = matching_entry(line.text, params.allowed_text)
        if entry is not None:
            allowed.append(allowed_line(line, entry, *size))
        else:
            lines.append((line, "remnant" if remnant else "missed"))
    return _Look(tuple(lines), tuple(allowed))


def _share_masked(line: Line, mask: Plane) -> float:
    height, width = mask.shape
    outline = outline_mask([outline_within(line, width, height)], width, height)
    return float(np.count_nonzero(outline & mask)) / max(1, int(np.count_nonzero(outline)))


def _fill(
    frame: Frame, lines: Sequence[Line], params: LookAgainParams, context: Context, *, last: bool
) -> tuple[Frame, Round]:
    """Mask the lines and fill them with what was masked in them before.

    Their letters are masked first; from the second round on their whole outlines.
    """
    assert frame.mask is not None
    size = frame.picture.size
    first = 1 + max((region.id for region in frame.regions), default=-1)
    regions = tuple(
        region_of(line, first + index, *size, source="residual") for index, line in enumerate(lines)
    )
    outlines = outline_mask([region.polygon for region in regions], *size)
    shaped = Frame(frame.picture, frame.source, outlines, regions)
    if not last:
        shaping = AdjustDilationParams(max_dilation=8, soft_edge=False, check_legibility=False)
        shaped = dilate.run(shaped, shaping, replace(context, report=_unheard)).frame
        assert shaped.mask is not None
        grown = np.asarray(cv2.dilate(shaped.mask, disk(SOFT_EDGE)), np.uint8)
        shaped = replace(shaped, mask=grown | (frame.mask & cv2.dilate(outlines, disk(SOFT_EDGE))))
    filling = inpaint.InpaintParams(strategy=params.strategy)
    filled = inpaint.run(shaped, filling, replace(context, report=_unheard)).frame
    assert filled.mask is not None
    whole = frame.mask | filled.mask
    done = Round(
        lines=len(lines),
        pixels=int(np.count_nonzero(filled.mask)),
        newly_masked=int(np.count_nonzero(filled.mask & ~frame.mask)),
    )
    known = _with_rounds(frame.regions, filled.regions)
    return Frame(filled.picture, frame.source, whole, known), done


def _with_rounds(before: tuple[Region, ...], again: tuple[Region, ...]) -> tuple[Region, ...]:
    told = (
        region.model_copy(
            update={"reason": "; ".join(filter(None, ("seen by a second detector", region.reason)))}
        )
        for region in again
    )
    return (*before, *told)


def _unheard(fraction: float, note: str = "") -> None:
    """The stages inside report their own progress, which is not this stage's."""


def refusal(params: LookAgainParams, settings: WeightsSettings) -> str | None:
    """Why these parameters cannot run with these settings, or None when they can."""
    return inpaint.refusal(inpaint.InpaintParams(strategy=params.strategy), settings)


def pins(params: LookAgainParams, weights: Weights) -> Sequence[Pin]:
    """The second pair of networks, and what fills."""
    filling = inpaint.InpaintParams(strategy=params.strategy)
    shaping = AdjustDilationParams(check_legibility=False)
    return tuple(
        dict.fromkeys(
            (
                *text_reader.second_pins(),
                *dilate.pins(shaping, weights),
                *inpaint.pins(filling, weights),
            )
        )
    )


STAGE = Stage(
    name="look_again",
    version="7",
    title="Look again",
    summary="Another detector looks at the result; what is left is filled again, within a budget,"
    " and what still remains is reported.",
    queue=Queue.TEXT,
    params=LookAgainParams,
    details=LookAgainDetails,
    run=run,
    pins=pins,
    needs=frozenset({Role.PICTURE, Role.MASK}),
    gives=frozenset({Role.PICTURE, Role.MASK, Role.REGIONS}),
    refusal=refusal,
)
