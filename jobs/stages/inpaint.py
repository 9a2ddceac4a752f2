"""The stage inpaint: fills the mask by a fast patch fill, by a model, or by whichever fits."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Literal

import numpy as np
from pydantic import Field

from jobs.stages import model_fill
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
from jobs.stages.holes import Hole, split
from jobs.stages.patch_fill import choose, patch_fill
from jobs.stages.pinning import OPENCV
from jobs.stages.regions import drawn_regions
from jobs.stages.weights import Weights, WeightsSettings

Strategy = Literal["patch", "model", "hybrid"]
HINT_LENGTH = 300


class InpaintParams(Params):
    """Parameters of ``inpaint``."""

    strategy: Strategy = Field(
        default="hybrid",
        description="patch is fast, model draws texture anew, hybrid chooses for each region",
    )
    hint: str = Field(
        default="",
        max_length=HINT_LENGTH,
        description="what belongs there, for the model: blend sky",
    )
    complexity_threshold: float = Field(
        default=0.5, ge=0, le=1, description="hybrid gives harder regions than this to the model"
    )
    steps: int = Field(default=30, ge=1, le=150, description="the model's denoising steps")
    guidance_scale: float = Field(
        default=6.0, ge=0, le=30, description="how closely the model follows the hint"
    )


class HoleReport(Details):
    """How one hole was filled, and why so."""

    box: tuple[int, int, int, int] = Field(description="left, top, right, bottom, in pixels")
    strategy: Literal["patch", "model"] = Field(description="what filled it")
    method: str = Field(description="interpolation, marching, smooth, texture, or diffusion")
    thickness: float = Field(description="its largest width in pixels")
    texture: float = Field(description="deviation of the fine detail around it, 0..255")
    complexity: float = Field(description="0 easy, 1 hard")
    reason: str = Field(description="why this strategy")


class InpaintDetails(Details):
    """How the mask was filled."""

    strategy: Strategy = Field(description="what was asked for")
    patched: int = Field(description="holes filled by patches")
    modelled: int = Field(description="holes filled by the model")
    replaced: int = Field(description="pixels replaced")
    holes: tuple[HoleReport, ...] = Field(description="the holes, top to bottom")
    model: str = Field(default="", description="the model, when one was used")
    note: str = Field(default="", description="why a choice was not open")


def refusal(params: InpaintParams, settings: WeightsSettings) -> str | None:
    """Why these parameters cannot run with these settings, or None when they can."""
    if params.strategy == "patch":
        return None
    if settings.inpaint_model:
        return model_fill.unpinned(settings)
    if params.strategy == "model":
        return (
            "inpaint cannot use strategy: model, because no model is configured. Set "
            "IMPRIMATUR_INPAINT_MODEL to a diffusers folder or hub id, or use strategy: patch."
        )
    return None


def run(frame: Frame, params: InpaintParams, context: Context) -> Result:
    """Fill the mask; every pixel outside it stays as it was."""
    mask = _checked_mask(frame, params, context)
    settings = context.weights.settings
    holes = split(frame.picture.pixels, mask)
    reports = tuple(_report(hole, params, settings) for hole in holes)
    pixels = _patch(frame.picture.pixels, mask, holes, reports, context)
    wish = model_fill.Wish(params.hint, params.steps, params.guidance_scale)
    modelled = [h for h, r in zip(holes, reports, strict=True) if r.strategy == "model"]
    for done, hole in enumerate(modelled):
        context.progress(0.5 + 0.5 * done / len(modelled), "drawing")
        pixels = model_fill.model_fill(pixels, mask, hole, wish, context)
    context.progress(1.0)
    given = frame.regions or drawn_regions(mask)
    regions = tuple(_with_strategy(region, holes, reports) for region in given)
    return Result(
        frame=Frame(Picture(pixels, frame.picture.alpha), frame.source, mask, regions),
        details=InpaintDetails(
            strategy=params.strategy,
            patched=len(holes) - len(modelled),
            modelled=len(modelled),
            replaced=int(np.count_nonzero(mask)),
            holes=reports,
            model=settings.inpaint_model if modelled else "",
            note=_note(params, settings),
        ),
    )


def _checked_mask(frame: Frame, params: InpaintParams, context: Context) -> Plane:
    refused = refusal(params, context.weights.settings)
    if refused:
        raise StageError(refused)
    if frame.mask is None:
        raise StageError("inpaint needs a mask: put apply_mask before it, or draw one.")
    if frame.mask.shape != frame.picture.pixels.shape[:2]:
        raise StageError("inpaint needs a mask of the picture's own size.")
    mask = np.where(frame.mask >= 128, 255, 0).astype(np.uint8)
    if mask.all():
        raise StageError("The mask covers the whole picture: leave something to fill it from.")
    return mask


def _report(hole: Hole, params: InpaintParams, settings: WeightsSettings) -> HoleReport:
    """Choose what fills a hole."""
    hard = hole.complexity >= params.complexity_threshold
    looks = f"{hole.thickness:.0f} px wide, texture {hole.texture:.1f}"
    measured = f"complexity {hole.complexity:.2f} ({looks})"
    if params.strategy != "hybrid":
        model, reason = params.strategy == "model", f"{params.strategy} was asked for"
    elif not hard:
        model, reason = False, f"{measured} is within reach of patches"
    elif settings.inpaint_model:
        model, reason = True, f"{measured} needs the model"
    else:
        model, reason = False, f"{measured} asks for a model and none is configured"
    return HoleReport(
        box=hole.box,
        strategy="model" if model else "patch",
        method="diffusion" if model else choose(hole),
        thickness=round(hole.thickness, 2),
        texture=round(hole.texture, 2),
        complexity=hole.complexity,
        reason=reason,
    )


def _note(params: InpaintParams, settings: WeightsSettings) -> str:
    if params.strategy == "hybrid" and not settings.inpaint_model:
        return "hybrid fell to patch: IMPRIMATUR_INPAINT_MODEL names no model"
    return ""


def _patch(
    pixels: Pixels,
    mask: Plane,
    holes: Sequence[Hole],
    reports: Sequence[HoleReport],
    context: Context,
) -> Pixels:
    """Fill the holes meant for patches, several at a time; the order changes nothing."""
    meant = [h for h, r in zip(holes, reports, strict=True) if r.strategy == "patch"]

    def fill(hole: Hole) -> tuple[Hole, Pixels]:
        context.checkpoint()
        left, top, right, bottom = hole.box
        place = slice(top, bottom), slice(left, right)
        return hole, patch_fill(pixels[place], mask[place], hole, context.seed)

    result = pixels.copy()
    with ThreadPoolExecutor(max(1, context.weights.settings.threads)) as pool:
        for done, (hole, filled) in enumerate(pool.map(fill, meant)):
            context.progress((done + 1) / max(1, len(holes)), f"hole {done + 1} of {len(holes)}")
            left, top, right, bottom = hole.box
            place = result[top:bottom, left:right]
            np.copyto(place, filled, where=hole.own[:, :, None] > 0)
    return result


def _with_strategy(region: Region, holes: Sequence[Hole], reports: Sequence[HoleReport]) -> Region:
    """A region takes the strategy of the hole its outline shares most with."""
    corners = np.asarray(region.polygon, np.float64)
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    best, most = None, 0
    for hole, report in zip(holes, reports, strict=True):
        x, y = hole.box[0], hole.box[1]
        rows = slice(max(0, int(top) - y), max(0, int(bottom) - y + 1))
        columns = slice(max(0, int(left) - x), max(0, int(right) - x + 1))
        shared = int(np.count_nonzero(hole.own[rows, columns]))
        if shared > most:
            best, most = report, shared
    if best is None:
        return region
    reason = "; ".join(part for part in (region.reason, best.reason) if part)
    return region.model_copy(update={"strategy": best.strategy, "reason": reason})


def pins(params: InpaintParams, weights: Weights) -> Sequence[Pin]:
    """OpenCV, and the model where one will be asked."""
    if params.strategy == "patch" or not weights.settings.inpaint_model:
        return (OPENCV,)
    return (*model_fill.pins(weights.settings), OPENCV)


STAGE = Stage(
    name="inpaint",
    version="1",
    title="Fill the mask",
    summary="Fills the mask from its surroundings, by patches or by a model, region by region.",
    queue=Queue.IMAGING,
    params=InpaintParams,
    details=InpaintDetails,
    run=run,
    pins=pins,
    needs=frozenset({Role.PICTURE, Role.MASK}),
    gives=frozenset({Role.PICTURE, Role.MASK, Role.REGIONS}),
    refusal=refusal,
)
