"""Real stages at tiny size: what the engine is tried with where imaging does not matter."""

from __future__ import annotations

import ctypes
import errno
import time
from typing import Any, Literal

import numpy as np
from pydantic import Field, field_validator, model_validator

from jobs.stages.contract import (
    Context,
    Delivery,
    Details,
    Frame,
    Params,
    Picture,
    Pin,
    Queue,
    Region,
    Result,
    Role,
    Stage,
    StageError,
)


class Done(Details):
    note: str = ""


class InvertParams(Params):
    strength: float = Field(1.0, ge=0, le=1, description="how much")
    hint: str = Field("", max_length=100, description="kept in the record")


def invert(frame: Frame, params: InvertParams, context: Context) -> Result:
    context.progress(0.5, "turning")
    flipped = (frame.picture.pixels * (1 - 2 * params.strength) + 255 * params.strength).astype(
        np.uint8
    )
    return Result(
        Frame(Picture(flipped, frame.picture.alpha), frame.source, frame.mask, frame.regions),
        Done(note=params.hint),
    )


class MarkParams(Params):
    size: int = Field(4, ge=1, le=64, description="side of the square, in pixels")
    mode: Literal["square", "cross"] = Field("square", description="shape")
    names: tuple[str, ...] = Field((), description="labels")


def mark(frame: Frame, params: MarkParams, context: Context) -> Result:
    mask = np.zeros(frame.picture.pixels.shape[:2], np.uint8)
    mask[: params.size, : params.size] = 255
    corners = ((0.0, 0.0), (params.size, 0.0), (params.size, params.size), (0.0, params.size))
    region = Region(id=0, source="drawn", polygon=corners)
    after = Frame(frame.picture, frame.source, mask, (region,))
    return Result(after, Done(), {"heat": mask})


class NapParams(Params):
    seconds: float = Field(0.1, ge=0, le=60, description="how long")
    low: int = Field(0, ge=0, description="not above high")
    high: int = Field(10, gt=0, lt=100, description="not below low")

    @model_validator(mode="after")
    def ordered(self) -> NapParams:
        if self.low > self.high:
            raise ValueError("low is above high; swap them")
        return self


def nap(frame: Frame, params: NapParams, context: Context) -> Result:
    began = time.monotonic()
    while (passed := time.monotonic() - began) < params.seconds:
        context.progress(passed / params.seconds, "sleeping")
        time.sleep(0.005)
    return Result(frame, Done())


def stuck(frame: Frame, params: NapParams, context: Context) -> Result:
    """Wait in C for long, with no checkpoint and the interpreter's lock released."""
    ctypes.CDLL(None).sleep(int(params.seconds))
    return Result(frame, Done())


def hog(frame: Frame, params: NapParams, context: Context) -> Result:
    """Wait in C for long and keep the interpreter's lock: no other thread moves."""
    ctypes.PyDLL(None).sleep(int(params.seconds))
    return Result(frame, Done())


class BreakParams(Params):
    how: Literal["told", "crash", "memory", "shape", "disk", "write"] = Field(
        "told", description="which way"
    )


def broken(frame: Frame, params: BreakParams, context: Context) -> Result:
    if params.how == "told":
        raise StageError("The picture has no sky; choose another.")
    if params.how == "memory":
        raise MemoryError
    if params.how == "disk":
        raise OSError(errno.ENOSPC, "No space left on device", "/srv/secret")
    if params.how == "write":
        frame.picture.pixels[0, 0] = 0
    if params.how == "shape":
        return Result(Frame(frame.picture, frame.source, np.zeros((1, 1), np.uint8)), Done())
    raise ValueError("password=hunter2 at /srv/secret")


class PaintParams(Params):
    prompt: str = Field("a jug", min_length=1, max_length=4000, description="what to paint")
    count: int = Field(3, ge=1, le=64, description="how many samples to deliver")
    seconds: float = Field(0.0, ge=0, le=10, description="how long one sample takes")
    seeds: tuple[int, ...] = Field((), max_length=64, description="one for each sample")
    width: int | None = Field(None, ge=8, le=64, multiple_of=8, description="in pixels")
    fails: bool = Field(False, description="stop after the first sample")
    same_name: bool = Field(False, description="deliver every sample under one name")

    @field_validator("prompt")
    @classmethod
    def not_blank(cls, value: str) -> str:
        if not value.strip():
            raise ValueError("the prompt is blank; say what to paint")
        return value


class Sample(Details):
    index: int


def paint(frame: Frame, params: PaintParams, context: Context) -> Result:
    """Deliver flat samples one by one, then begin the work anew with the last one's colour."""
    side = params.width or frame.picture.size[0]
    for index in range(params.count):
        name = f"sample.{0 if params.same_name else index:03d}"
        if name in context.delivered:
            continue
        picture = Picture(np.full((side, side, 3), index, np.uint8))
        began = time.monotonic()
        while time.monotonic() - began < params.seconds:
            context.progress(index / params.count, name)
            context.preview(name, picture.pixels)
            time.sleep(0.01)
        context.deliver(Delivery(name, picture, Sample(index=index)))
        if params.fails:
            raise StageError("The brush broke; retry.")
    seed = (context.seed + params.count + 10 * int(VERSIONS["brush"])) % 256
    painted = Picture(np.full((side, side, 3), seed, np.uint8))
    return Result(Frame(painted, painted), Done(note=params.prompt[:20]))


class Verdict(Details):
    verdict: Literal["pass", "fail"]


class JudgeParams(Params):
    verdict: Literal["pass", "fail"] = Field("pass", description="what it will say")


def judge(frame: Frame, params: JudgeParams, context: Context) -> Result:
    return Result(frame, Verdict(verdict=params.verdict))


VERSIONS = {"ruler": "1", "brush": "1"}
"""What is found installed; a test that plays an update changes it, or empties the brush's."""


def pins(params: Params, weights: Any) -> list[Pin]:
    return [Pin(role="library", id="ruler", version=VERSIONS["ruler"])]


def brush_pins(params: Params, weights: Any) -> list[Pin]:
    version = VERSIONS["brush"]
    if not version:
        raise StageError("The brush is not there; put it back.")
    brush = Pin(role="denoiser", id="brush", version=version, sha256=version * 64)
    return [brush, *pins(params, weights)]


def _stage(name: str, queue: Queue, params: type[Params], run: Any, **more: Any) -> Stage[Any]:
    return Stage(
        name=name,
        version="1",
        title=name.capitalize(),
        summary=f"{name} a picture",
        queue=queue,
        params=params,
        details=more.pop("details", Done),
        run=run,
        pins=more.pop("pins", pins),
        **more,
    )


STAGES: dict[str, Stage[Any]] = {
    "invert": _stage("invert", Queue.IMAGING, InvertParams, invert),
    "mark": _stage("mark", Queue.TEXT, MarkParams, mark, gives=frozenset({Role.MASK})),
    "fill": _stage("fill", Queue.IMAGING, InvertParams, invert, needs=frozenset({Role.MASK})),
    "paint": _stage(
        "paint",
        Queue.GENERATE,
        PaintParams,
        paint,
        gives=frozenset({Role.SOURCE}),
        pins=brush_pins,
    ),
    "nap": _stage("nap", Queue.UPSCALE, NapParams, nap, deterministic=False),
    "stuck": _stage("stuck", Queue.UPSCALE, NapParams, stuck, timeout=1.0, deterministic=False),
    # Far longer than a lease: on a busy machine one is renewed before the lock is held, and what
    # was last heard of past its limit would be told as failed and not as lost.
    "hog": _stage("hog", Queue.UPSCALE, NapParams, hog, timeout=4.0, deterministic=False),
    "broken": _stage("broken", Queue.IMAGING, BreakParams, broken),
    "judge": _stage("judge", Queue.GATE, JudgeParams, judge, details=Verdict),
    "refused": _stage(
        "refused",
        Queue.IMAGING,
        InvertParams,
        invert,
        refusal=lambda params, settings: "No model is configured; set IMPRIMATUR_INPAINT_MODEL.",
    ),
}
