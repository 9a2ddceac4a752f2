"""The stage adjust_dilation: from where to look to what to erase, letter by letter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from pydantic import Field

from jobs.stages import glyph_net, text_reader
from jobs.stages.contract import (
    EDGE,
    Context,
    Details,
    Frame,
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
from jobs.stages.glyphs import Glyphs
from jobs.stages.line_ends import whole_line
from jobs.stages.nudges import MOST_LABELS, grow, label, pixels_by_region, told
from jobs.stages.overlay.traces import with_traces
from jobs.stages.pinning import OPENCV, library
from jobs.stages.regions import KEPT, drawn_regions, outline_mask
from jobs.stages.tightest import SURELY_READ, Tried, until_gone
from jobs.stages.weights import Weights


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
    np.maximum(shaped.mask, grow(part, pixels), out=shaped.mask)
    reason = "drawn: kept as it is" if drawn else region.reason
    if region.id in shaped.nudged:
        reason = told(asked, pixels, reason="" if drawn else region.reason)
    return region.model_copy(update={"dilation": float(pixels), "reason": reason})


def _letters(
    frame: Frame, region: Region, params: AdjustDilationParams, context: Context, shaped: _Shaped
) -> Region:
    outline = np.asarray(region.polygon, np.float32)
    seen = whole_line(context.weights, frame.picture.pixels, outline, context.checkpoint)
    tried, left = until_gone(seen, frame, region, params, context)
    if tried is None and left is not None:
        # The outline holds something else besides: what is still read says where the letters are.
        closer = whole_line(context.weights, frame.picture.pixels, left, context.checkpoint)
        again, _ = until_gone(closer, frame, region, params, context)
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
    if params.soft_edge and tried is not None:
        masked = np.where(seen.look.edge(masked) > 0, EDGE, masked).astype(np.uint8)
    label(shaped.letters[seen.place], region, letters)
    np.maximum(shaped.mask[seen.place], masked, out=shaped.mask[seen.place])
    return found


def _seen(region: Region, tried: Tried) -> tuple[Plane, Plane, Region]:
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
    version="10",
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
