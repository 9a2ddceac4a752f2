"""The stage adjust_dilation: from where to look to what to erase, letter by letter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Literal

import numpy as np
from pydantic import AfterValidator, Field

from jobs.stages import glyph_net, text_reader
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
from jobs.stages.diffusion import diffused
from jobs.stages.glyphs import Glyphs
from jobs.stages.legibility import still_legible
from jobs.stages.line_ends import Seen, whole_line
from jobs.stages.nudges import (
    MOST_LABELS,
    Nudge,
    grow,
    label,
    pixels_by_region,
    refuse_doubled,
    told,
)
from jobs.stages.overlay.traces import with_traces
from jobs.stages.pinning import OPENCV, library
from jobs.stages.regions import KEPT, drawn_regions, outline_mask
from jobs.stages.text_lines import Corners
from jobs.stages.weights import Weights

SURELY_READ = 0.8
ATTEMPTS = ((0, 0), (1, 0), (2, 0), (2, 2), (2, 5))
"""How lenient a mask is with what may be a letter, and pixels that it is grown by besides."""

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
    check_legibility: bool = Field(
        default=True, description="widen the mask where a trial fill leaves text to be read"
    )
    nudges: Annotated[tuple[Nudge, ...], AfterValidator(refuse_doubled)] = Field(
        default=(),
        max_length=1000,
        description="a person's own dilation for some regions, drawn parts too",
    )


class AdjustDilationDetails(Details):
    """What became of the mask."""

    letters: int = Field(description="lines whose letters were found")
    indistinct: int = Field(description="lines where no letters stood out")
    drawn: int = Field(description="drawn parts, kept as they are")
    looked_at: int = Field(description="pixels inside the outlines")
    masked: int = Field(description="pixels inside the mask now")
    mean_dilation: float = Field(description="over the lines, in pixels")
    nudged: int = Field(description="regions whose dilation a person chose")
    unlabelled: int = Field(
        description="regions past the 254 that the evidence plane letters can tell apart"
    )


@dataclass(frozen=True)
class _Tried:
    """The letters of a line, how many pixels they were grown by, what that gives, and why."""

    glyphs: Glyphs
    pixels: int
    grown: Plane
    reason: str


@dataclass(frozen=True)
class _Shaped:
    """What the regions add up to: the mask, and each one's letters before they were grown."""

    mask: Plane
    letters: Plane
    nudged: Mapping[int, int]


def run(frame: Frame, params: AdjustDilationParams, context: Context) -> Result:
    """Replace each outline by the letters inside it, grown as far as they need.

    The evidence ``letters`` is a plane of labels: 0 nothing, otherwise one more than the id of
    the region whose letters, not grown yet, stand there (ids up to 253).
    """
    if frame.mask is None:
        raise StageError("adjust_dilation needs a mask: put apply_mask before it.")
    given = frame.regions or drawn_regions(frame.mask)
    shaped = _Shaped(
        mask=np.zeros_like(frame.mask),
        letters=np.zeros_like(frame.mask),
        nudged=pixels_by_region(params.nudges, given),
    )
    regions: list[Region] = []
    for done, region in enumerate(given):
        context.progress(done / len(given), f"line {done + 1} of {len(given)}")
        if region.source in KEPT:
            regions.append(_drawn(frame, region, params, shaped))
        else:
            regions.append(_letters(frame, region, params, context, shaped))
    context.progress(1.0)
    return Result(
        frame=Frame(frame.picture, frame.source, shaped.mask, tuple(regions)),
        details=_details(frame.mask, shaped, regions),
        pictures={"letters": shaped.letters},
    )


def _details(looked_at: Plane, shaped: _Shaped, regions: Sequence[Region]) -> AdjustDilationDetails:
    lines = [region for region in regions if region.source not in KEPT]
    return AdjustDilationDetails(
        letters=sum(region.stroke_width is not None for region in lines),
        indistinct=sum(region.stroke_width is None for region in lines),
        drawn=len(regions) - len(lines),
        looked_at=int(np.count_nonzero(looked_at)),
        masked=int(np.count_nonzero(shaped.mask)),
        mean_dilation=round(sum(line.dilation or 0.0 for line in lines) / max(1, len(lines)), 3),
        nudged=len(shaped.nudged),
        unlabelled=sum(region.id >= MOST_LABELS for region in regions),
    )


def _drawn(frame: Frame, region: Region, params: AdjustDilationParams, shaped: _Shaped) -> Region:
    assert frame.mask is not None
    width, height = frame.picture.size
    part = outline_mask([region.polygon], width, height) & frame.mask
    label(shaped.letters, region, part)
    drawn = region.source == "drawn"
    asked = params.drawn_dilation if drawn else 0
    pixels = shaped.nudged.get(region.id, asked)
    np.bitwise_or(shaped.mask, grow(part, pixels), out=shaped.mask)
    reason = "drawn: kept as it is" if drawn else region.reason
    if region.id in shaped.nudged:
        reason = told(asked, pixels, reason="" if drawn else region.reason)
    return region.model_copy(update={"dilation": float(pixels), "reason": reason})


def _letters(
    frame: Frame, region: Region, params: AdjustDilationParams, context: Context, shaped: _Shaped
) -> Region:
    outline = np.asarray(region.polygon, np.float32)
    seen = whole_line(context.weights, frame.picture.pixels, outline, context.checkpoint)
    tried, left = _until_gone(seen, frame, region, params, context)
    if tried is None and left is not None:
        # The outline holds something else besides: what is still read says where the letters are.
        closer = whole_line(context.weights, frame.picture.pixels, left, context.checkpoint)
        again, _ = _until_gone(closer, frame, region, params, context)
        if again is not None:
            reason = f"{again.reason}; looked for again where text was still legible"
            seen, tried = closer, replace(again, reason=reason)
    if seen.outline is not outline:
        moved = tuple((round(float(x), 2), round(float(y), 2)) for x, y in seen.outline)
        region = region.model_copy(update={"polygon": moved})
    whole = seen.look.outline
    letters, masked, found = _indistinct(region, whole) if tried is None else _seen(region, tried)
    if seen.added:
        reason = f"{found.reason}; the outline was {seen.added:.0f} px too short for its letters"
        found = found.model_copy(update={"reason": reason})
    if region.id in shaped.nudged:
        pixels = shaped.nudged[region.id]
        masked = grow(letters, pixels)
        reason = told(found.dilation or 0.0, pixels, found.reason)
        found = found.model_copy(update={"dilation": float(pixels), "reason": reason})
    elif tried is not None:
        masked, found = with_traces(seen.look.pixels, masked, found)
    label(shaped.letters[seen.place], region, letters)
    np.bitwise_or(shaped.mask[seen.place], masked, out=shaped.mask[seen.place])
    return found


def _seen(region: Region, tried: _Tried) -> tuple[Plane, Plane, Region]:
    """The letters, what is masked, and the region with its numbers, where letters were found."""
    glyphs = tried.glyphs
    measured = region.model_copy(
        update={
            "stroke_width": round(glyphs.stroke_width, 2),
            "contrast": round(glyphs.contrast, 2),
            "texture": round(glyphs.texture, 2),
            "dilation": float(tried.pixels),
            "lettering": glyphs.lettering,
            "reason": tried.reason + _by_their_colour(glyphs),
        }
    )
    return glyphs.mask, tried.grown, measured


def _by_their_colour(glyphs: Glyphs) -> str:
    """What the letters' very colour added to the network's word, and took from it."""
    added = f"; {glyphs.by_colour} px found by the letters' colour" if glyphs.by_colour else ""
    taken = f"; {glyphs.refuted} px left, not of the letters' colour" if glyphs.refuted else ""
    return added + taken


def _until_gone(
    seen: Seen, frame: Frame, region: Region, params: AdjustDilationParams, context: Context
) -> tuple[_Tried | None, Corners | None]:
    """The tightest mask that a trial fill leaves nothing to read behind, and where the first mask
    left something.

    Too strict a mask leaves strokes that can still be read, too lenient a one eats the ground.
    None when there are no letters to mask, or when text that was surely read outlives them all.
    """
    corner = np.array([seen.place[1].start, seen.place[0].start], np.float32)
    others = [
        np.asarray(other.polygon, np.float32) - corner
        for other in frame.regions
        if other.id != region.id and other.source not in KEPT
    ]
    best: _Tried | None = None
    left: Corners | None = None
    for leniency, more in ATTEMPTS:
        context.checkpoint()
        glyphs = seen.look.glyphs(leniency)
        if glyphs is None:
            continue
        pixels, reason = dilation(region, glyphs, params)
        pixels = min(params.max_dilation, pixels + more)
        if best is not None:
            reason += f"; widened to {pixels} px at leniency {leniency}, text was still legible"
        best = _Tried(glyphs, pixels, grow(glyphs.mask, pixels), reason)
        if not params.check_legibility:
            return best, None
        trial = diffused(seen.look.pixels, best.grown)
        again = still_legible(text_reader.reader(context.weights), trial, seen.corners, others)
        if again is None:
            return best, None
        left = again.polygon + corner if left is None else left
    return (None if region.recognition_confidence >= SURELY_READ else best), left


def _indistinct(region: Region, outline: Plane) -> tuple[Plane, Plane, Region]:
    """Where masking letters fails: what was surely read goes whole, anything else stays."""
    read = region.recognition_confidence >= SURELY_READ
    masked = outline if read else np.zeros_like(outline)
    reason = (
        "masking letters left text to read: the whole outline is masked"
        if read
        else "no letters stand out, and none were surely read: left as it is"
    )
    return masked, masked, region.model_copy(update={"dilation": 0.0, "reason": reason})


def dilation(region: Region, glyphs: Glyphs, params: AdjustDilationParams) -> tuple[int, str]:
    """Pixels to grow the letters by, and why.

    A share of the stroke's width: the share asked for, or the doubt that detection and
    segmentation leave, which counts for more where the ground is rough beside the contrast, since
    the letters' edge is less sure there. Their soft edge is in the letters' mask already.
    """
    stroke = f"stroke {glyphs.stroke_width:.1f} px"
    if params.factor == "auto":
        doubt = 1 - region.detection_confidence * glyphs.certainty
        rough = glyphs.texture / (glyphs.texture + glyphs.contrast + 1e-6)
        factor = doubt * (0.1 + 0.5 * rough)
        why = f"doubt {doubt:.2f}, contrast {glyphs.contrast:.0f}, texture {glyphs.texture:.0f}"
    else:
        factor, why = float(params.factor), f"factor {params.factor:g} was asked for"
    pixels = min(params.max_dilation, round(factor * glyphs.stroke_width))
    return pixels, f"{pixels} px: {stroke}, {why}"


def pins(params: AdjustDilationParams, weights: Weights) -> Sequence[Pin]:
    """The network that tells letters from ground, and the libraries it runs on."""
    readers = text_reader.pins() if params.check_legibility else ()
    return (
        glyph_net.pin(),
        *readers,
        library("torch"),
        OPENCV,
    )


STAGE = Stage(
    name="adjust_dilation",
    version="9",
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
