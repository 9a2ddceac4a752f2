"""The stage unblend: takes see-through marks and letters off where that beats filling."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from pydantic import Field

from jobs.stages import glyph_net
from jobs.stages.contract import (
    Context,
    Details,
    Frame,
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
from jobs.stages.line_ends import line_at
from jobs.stages.marks.taking_off import Canvas, MarkLimits, MarkReport, beside_marks, with_mark
from jobs.stages.overlay.letters_off import LetterReport, letters_off, with_letters
from jobs.stages.overlay.shadow_off import shadow_off
from jobs.stages.pinning import OPENCV, library
from jobs.stages.regions import KEPT, outline_mask
from jobs.stages.weights import Weights


class UnblendParams(MarkLimits):
    """Parameters of ``unblend``."""

    letters: bool = Field(default=True, description="whether letters are taken off too")


class UnblendDetails(Details):
    """Which marks and letters were taken off."""

    unblended: int = Field(description="copies of marks taken off, in whole or in part")
    left: int = Field(description="copies left to be filled")
    restored: int = Field(description="pixels brought back, beneath marks and letters")
    marks: tuple[MarkReport, ...] = Field(description="each copy")
    letters: tuple[LetterReport, ...] = Field(description="each line whose letters were found")


def run(frame: Frame, params: UnblendParams, context: Context) -> Result:
    """Bring back what lies beneath marks and letters; only pixels inside the mask change."""
    if frame.mask is None:
        raise StageError("unblend needs a mask: put adjust_dilation or find_marks before it.")
    marks = [region for region in frame.regions if region.mark is not None]
    lines = [region for region in frame.regions if region.lettering is not None]
    lines = lines if params.letters else []
    pixels, mask = frame.picture.pixels.copy(), frame.mask.copy()
    told: dict[int, Region] = {}
    letters = []
    others = _others(frame, lines)
    for done, region in enumerate(lines):
        context.progress(done / (len(lines) + len(marks)), f"line {done + 1} of {len(lines)}")
        beneath = _shadow_off(
            region, context, seen=frame.picture.pixels, pixels=pixels, mask=mask, others=others
        )
        report = letters_off(pixels, mask, others, region)
        letters.append(report.model_copy(update={"shadow": beneath}))
        told[region.id] = with_letters(region, letters[-1])
    canvas = Canvas(pixels, mask, beside_marks(frame, marks))
    copies = []
    for done, region in enumerate(marks, len(lines)):
        context.progress(done / (len(lines) + len(marks)), f"mark {done + 1 - len(lines)}")
        copies.append(canvas.take_off(region, params, context))
        told[region.id] = with_mark(region, copies[-1])
    context.progress(1.0)
    restored = sum(each.restored for each in copies)
    restored += sum(each.restored + each.shadow for each in letters)
    off = sum(report.restored > 0 for report in copies)
    return Result(
        frame=Frame(
            Picture(pixels, frame.picture.alpha) if restored else frame.picture,
            frame.source,
            mask if restored else frame.mask,
            tuple(told.get(region.id, region) for region in frame.regions),
        ),
        details=UnblendDetails(
            unblended=off,
            left=len(marks) - off,
            restored=restored,
            marks=tuple(copies),
            letters=tuple(letters),
        ),
    )


def _shadow_off(
    region: Region, context: Context, *, seen: Pixels, pixels: Pixels, mask: Plane, others: Plane
) -> int:
    """Take a line's shadow off ``pixels``; the shape that casts it is looked for in ``seen``, as
    ``adjust_dilation`` did. Returns how many pixels were brought back."""
    assert region.lettering is not None
    if region.lettering.shadow is None:
        return 0
    line = line_at(context.weights, seen, np.asarray(region.polygon, np.float32))
    cast = line.look.overlay.cast if line.look.overlay else None
    if cast is None or not cast.sure:
        return 0
    return shadow_off(pixels[line.place], mask[line.place], others[line.place], cast)


def _others(frame: Frame, lines: Sequence[Region]) -> Plane:
    """255 where marks and drawn parts lie, which letters leave to those."""
    ids = {region.id for region in lines}
    rest = [each.polygon for each in frame.regions if each.source in KEPT and each.id not in ids]
    width, height = frame.picture.size
    return outline_mask(rest, width, height)


def pins(params: UnblendParams, weights: Weights) -> Sequence[Pin]:
    """The libraries that the pixels depend on, and the network that sees which shape casts a
    shadow."""
    network = (glyph_net.pin(), library("torch")) if params.letters else ()
    return (*network, OPENCV, library("scipy"))


STAGE = Stage(
    name="unblend",
    version="5",
    title="Un-blend",
    summary="Takes see-through marks and letters off the photo where that beats filling them.",
    queue=Queue.IMAGING,
    params=UnblendParams,
    details=UnblendDetails,
    run=run,
    pins=pins,
    needs=frozenset({Role.PICTURE, Role.MASK}),
    gives=frozenset({Role.PICTURE, Role.MASK, Role.REGIONS}),
)
