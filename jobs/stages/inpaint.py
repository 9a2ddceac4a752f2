"""The stage inpaint: fills the mask by a fast patch fill, by a model, or by whichever fits."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from jobs.stages import model_fill
from jobs.stages.contract import (
    EDGE,
    UNBLEND,
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
from jobs.stages.hole_report import HoleReport, report
from jobs.stages.holes import Hole, split
from jobs.stages.inpainter.drawing import Wish
from jobs.stages.patch_fill import choose, patch_fill
from jobs.stages.pinning import OPENCV
from jobs.stages.regions import KEPT, drawn_regions, replaced
from jobs.stages.removal.fill import fill as fill_object
from jobs.stages.router import Asked, Verdict, expected_seconds, route
from jobs.stages.soft_edges import edges_off
from jobs.stages.weights import Weights, WeightsSettings

Strategy = Asked
HINT_LENGTH = 300
Guidance = Literal["auto"] | Annotated[float, Field(ge=0, le=100)]


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
        default=0.2, ge=0, le=1, description="hybrid gives wide regions this hard to the model"
    )
    steps: int = Field(default=30, ge=1, le=150, description="a diffusion model's denoising steps")
    guidance_scale: Guidance = Field(
        default="auto",
        description="how closely a diffusion model follows the hint; auto takes what suits it",
    )


class InpaintDetails(Details):
    """How the mask was filled."""

    strategy: Strategy = Field(description="what was asked for")
    patched: int = Field(description="holes filled by patches")
    modelled: int = Field(description="holes filled by the model")
    continued: int = Field(description="holes that cross regimes, filled as remove_object does it")
    replaced: int = Field(description="pixels replaced")
    soft_edges: int = Field(
        default=0, description="pixels beside letters, replaced as far as their ground shows them"
    )
    holes: tuple[HoleReport, ...] = Field(description="the holes, top to bottom")
    model: str = Field(default="", description="the model, when one was used")
    note: str = Field(default="", description="what a person should know besides")


def refusal(params: InpaintParams, settings: WeightsSettings) -> str | None:
    """Why these parameters cannot run with these settings, or None when they can."""
    return None if params.strategy == "patch" else model_fill.refusal(settings)


def run(frame: Frame, params: InpaintParams, context: Context) -> Result:
    """Fill the mask; every pixel outside it, and every restored one, stays as it was."""
    mask = _checked_mask(frame, params, context)
    settings = context.weights.settings
    holes = split(frame.picture.pixels, mask)
    configured = bool(settings.inpaint_model)
    verdicts = [
        route(
            hole,
            params.strategy,
            params.complexity_threshold,
            params.hint,
            configured=configured,
        )
        for hole in holes
    ]
    work = _Work(frame.picture.pixels, mask, params, context)
    pixels = frame.picture.pixels.copy()
    reports = []
    for hole, verdict, filling in zip(holes, verdicts, work.fill(holes, verdicts), strict=True):
        np.copyto(pixels[hole.place], filling.pixels, where=hole.own[:, :, None] > 0)
        expected = expected_seconds(hole, verdict.strategy, params.hint, configured=configured)
        reports.append(
            report(hole, verdict, method=filling.method, seconds=filling.seconds, expected=expected)
        )
        context.progress(len(reports) / len(holes), f"hole {len(reports)} of {len(holes)}")
    edges = _soft_edges(frame, pixels)
    modelled = sum(verdict.strategy == "model" for verdict in verdicts)
    continued = sum(verdict.strategy == "object" for verdict in verdicts)
    given = frame.regions or drawn_regions(mask)
    regions = tuple(_with_strategy(region, holes, reports) for region in given)
    return Result(
        frame=Frame(Picture(pixels, frame.picture.alpha), frame.source, _whole(frame), regions),
        details=InpaintDetails(
            strategy=params.strategy,
            patched=len(holes) - modelled - continued,
            modelled=modelled,
            continued=continued,
            replaced=int(np.count_nonzero(mask)),
            soft_edges=edges,
            holes=tuple(reports),
            model=model_fill.name(settings) if modelled else "",
            note="" if holes else "the mask is empty: nothing was filled",
        ),
    )


def _soft_edges(frame: Frame, pixels: Pixels) -> int:
    """Take traces beside letters off ``pixels``; how many pixels were looked at."""
    assert frame.mask is not None
    for region in frame.regions:
        if region.source not in KEPT:
            edges_off(pixels, frame.picture.pixels, frame.mask, region)
    return int(np.count_nonzero(frame.mask == EDGE))


def _whole(frame: Frame) -> Plane:
    """The mask of all that was replaced: filled here, or restored before; soft edges stay such."""
    assert frame.mask is not None
    return np.where(frame.mask == EDGE, EDGE, replaced(frame.mask)).astype(np.uint8)


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


@dataclass(frozen=True)
class _Filling:
    """A hole's crop, filled."""

    pixels: Pixels
    method: str
    seconds: float


@dataclass(frozen=True)
class _Work:
    """The holes of one picture, each filled from the picture as it came: order changes nothing."""

    pixels: Pixels
    mask: Plane
    params: InpaintParams
    context: Context

    def fill(self, holes: Sequence[Hole], verdicts: Sequence[Verdict]) -> Iterator[_Filling]:
        """Patches several at a time, the model one hole after another; in the holes' order."""
        pairs = list(zip(holes, verdicts, strict=True))
        with ThreadPoolExecutor(max(1, self.context.weights.settings.threads)) as pool:
            patches = pool.map(self._patch, [h for h, v in pairs if v.strategy == "patch"])
            for hole, verdict in pairs:
                match verdict.strategy:
                    case "patch":
                        yield next(patches)
                    case "object":
                        yield self._continue(hole)
                    case "model":
                        yield self._draw(hole)

    def _patch(self, hole: Hole) -> _Filling:
        began = time.perf_counter()
        stop = self.context.checkpoint
        stop()
        crop, unknown = self.pixels[hole.place], self.mask[hole.place]
        filled = patch_fill(crop, unknown, hole, self.context.seed, stop)
        return _Filling(filled, choose(hole), time.perf_counter() - began)

    def _continue(self, hole: Hole) -> _Filling:
        began = time.perf_counter()
        crop, unknown = self.pixels[hole.place], self.mask[hole.place]
        filled = fill_object(crop, unknown, hole.own, self.context.seed, self.context.checkpoint)
        return _Filling(filled.pixels, filled.method, time.perf_counter() - began)

    def _draw(self, hole: Hole) -> _Filling:
        began = time.perf_counter()
        wish = Wish(self.params.hint, self.params.steps, self.params.guidance_scale)
        drawn = model_fill.model_fill(self.pixels, self.mask, hole, wish, self.context)
        way = model_fill.method(self.context.weights.settings, hole, self.params.hint)
        return _Filling(drawn, way, time.perf_counter() - began)


def _with_strategy(region: Region, holes: Sequence[Hole], reports: Sequence[HoleReport]) -> Region:
    """A region takes the strategy of the hole its outline shares most with."""
    corners = np.asarray(region.polygon, np.float64)
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    best, most = None, 0
    for hole, told in zip(holes, reports, strict=True):
        x, y = hole.box[0], hole.box[1]
        rows = slice(max(0, int(top) - y), max(0, int(bottom) - y + 1))
        columns = slice(max(0, int(left) - x), max(0, int(right) - x + 1))
        shared = int(np.count_nonzero(hole.own[rows, columns]))
        if shared > most:
            best, most = told, shared
    if best is None:
        return region
    reason = "; ".join(part for part in (region.reason, best.reason) if part)
    # A mark that was taken off in part stays told as such: the rest alone was filled.
    strategy = UNBLEND if region.strategy == UNBLEND else best.strategy
    return region.model_copy(update={"strategy": strategy, "reason": reason})


def pins(params: InpaintParams, weights: Weights) -> Sequence[Pin]:
    """OpenCV, and the model where one will be asked."""
    drawn_with = (
        () if params.strategy == "patch" else model_fill.pins(weights.settings, params.hint)
    )
    return (*drawn_with, OPENCV)


STAGE = Stage(
    name="inpaint",
    version="5",
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
