"""The stage explore: many samples of one prompt, each delivered as soon as it is there."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from pydantic import Field

from jobs.stages.contract import (
    Context,
    Delivery,
    Details,
    Frame,
    Picture,
    Pin,
    Pixels,
    Queue,
    Result,
    Role,
    Stage,
    StageError,
)
from jobs.stages.generator import component_pins, loading, memory_shortage
from jobs.stages.generator.conditioning import Conditioning, planned
from jobs.stages.generator.contact_sheet import contact_sheet
from jobs.stages.generator.encoding import digested, encode
from jobs.stages.generator.params import LARGEST_SEED, ExploreParams
from jobs.stages.generator.previews import pictures_of, projection
from jobs.stages.generator.refusing import refusal
from jobs.stages.generator.sampling import Drawing, draw
from jobs.stages.perceptual_hash import phash
from jobs.stages.weights import Weights

PREVIEW_SECONDS = 0.2
"""Between two rounds of previews: more often nobody could see, and each costs a little."""
HOURS = 3600.0


class SampleFacts(Details):
    """One sample of an exploration."""

    name: str = Field(description="its role among the step's outputs: sample.000 …")
    index: int = Field(ge=0, description="place among the samples, from 0")
    seed: int = Field(ge=0, description="of its initial noise, and of the sampler's own")
    phash: str = Field(description="perceptual hash, 16 hexadecimal digits")
    seconds: float = Field(ge=0, description="its share of its batch's time")
    batch_size: int = Field(ge=1, description="how many were drawn together with it, itself too")


class ExploreDetails(Details):
    """What was explored, and what came of it."""

    conditioning: Conditioning = Field(description="what stood between the prompt and the pixels")
    samples: tuple[SampleFacts, ...] = Field(description="those that this attempt drew")
    seeds: tuple[int, ...] = Field(description="of all samples, by index")
    notes: tuple[str, ...] = Field(default=(), description="what went otherwise than asked")


@dataclass
class _Progress:
    """How far an exploration is."""

    params: ExploreParams
    seeds: tuple[int, ...]
    pending: list[int]
    batch_size: int
    facts: list[SampleFacts] = field(default_factory=list)
    pictures: dict[int, Pixels] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def sample_name(index: int) -> str:
    """How the sample of that index is called: ``sample.000``."""
    return f"sample.{index:03d}"


def seeds_for(params: ExploreParams, seed: int) -> tuple[int, ...]:
    """One seed a sample: those given, or drawn from the job's by SHA-256 over seed and index."""
    if params.seeds:
        return params.seeds
    return tuple(
        int.from_bytes(hashlib.sha256(f"{seed}:{index}".encode()).digest()[:4]) & LARGEST_SEED
        for index in range(params.count)
    )


def run(frame: Frame, params: ExploreParams, context: Context) -> Result:
    """Draw the samples that were not delivered yet; the picture is a sheet of them all."""
    refused = refusal(params, context.weights.settings)
    if refused:
        raise StageError(refused)
    context.progress(0.0, "loading the checkpoint")
    checkpoint, pipeline = loading.pipeline(context.weights)
    conditioning = planned(params, checkpoint, context.weights)
    context.progress(0.0, "reading the prompt")
    encoded = encode(pipeline, checkpoint.family, conditioning)
    drawing = Drawing(checkpoint, pipeline, conditioning, encoded, context.weights.settings.threads)
    names = [sample_name(index) for index in range(params.count)]
    state = _Progress(
        params=params,
        seeds=seeds_for(params, context.seed),
        pending=[index for index, name in enumerate(names) if name not in context.delivered],
        batch_size=params.batch_size,
    )
    kept = params.count - len(state.pending)
    if kept:
        state.notes.append(f"{kept} of {params.count} were drawn by an earlier attempt")
    while state.pending:
        _batch(drawing, state, context)
    labels = {index: f"seed {seed}" for index, seed in enumerate(state.seeds)}
    sheet = Picture(contact_sheet(state.pictures, params.count, labels))
    return Result(
        frame=Frame(picture=sheet, source=sheet),
        details=ExploreDetails(
            conditioning=digested(conditioning, encoded),
            samples=tuple(state.facts),
            seeds=state.seeds,
            notes=tuple(state.notes),
        ),
    )


def _batch(drawing: Drawing, state: _Progress, context: Context) -> None:
    """Draw and deliver the next samples, or make the batch smaller when memory runs out."""
    chunk = state.pending[: state.batch_size]
    began = perf_counter()
    try:
        drawn = draw(
            drawing,
            [state.seeds[index] for index in chunk],
            _Watcher(drawing, state, chunk, context),
        )
    except Exception as error:
        if not memory_shortage.is_one(error):
            raise
        drawn = None
    if drawn is None:
        # Out here the error is gone, and with it the frames that held the batch's tensors.
        _halve(len(chunk), state, context)
        return
    seconds = (perf_counter() - began) / len(chunk)
    for index, pixels, black in zip(chunk, drawn.pictures, drawn.blacked_out, strict=True):
        facts = SampleFacts(
            name=sample_name(index),
            index=index,
            seed=state.seeds[index],
            phash=phash(pixels),
            seconds=round(seconds, 6),
            batch_size=len(chunk),
        )
        context.deliver(Delivery(facts.name, Picture(pixels), facts))
        state.facts.append(facts)
        state.pictures[index] = pixels
        if black:
            state.notes.append(f"{facts.name}: blacked out by the checkpoint's safety checker")
    state.pending = state.pending[len(chunk) :]


def _halve(size: int, state: _Progress, context: Context) -> None:
    memory_shortage.release()
    if size == 1:
        raise StageError(
            "Memory ran out with one sample at a time: take a smaller width and height, give the "
            "machine more memory, or choose a smaller checkpoint."
        )
    state.batch_size = size // 2
    state.notes.append(f"memory ran out at {size}: went on with {state.batch_size}")
    context.progress(1 - len(state.pending) / state.params.count, state.notes[-1])


class _Watcher:
    """Tells the context after each step how far the whole is, and shows previews now and then."""

    def __init__(
        self, drawing: Drawing, state: _Progress, chunk: Sequence[int], context: Context
    ) -> None:
        self.drawing, self.chunk, self.context = drawing, chunk, context
        self.before = state.params.count - len(state.pending)
        self.count = state.params.count
        self.fitted = projection(drawing.checkpoint, drawing.pipeline, context.weights)
        self.shown = 0.0

    def __call__(self, share: float, latents: Any) -> None:
        first, last = self.before + 1, self.before + len(self.chunk)
        named = f"{first} to {last}" if last > first else f"{first}"
        done = (self.before + share * len(self.chunk)) / self.count
        self.context.progress(done, f"drawing {named} of {self.count}")
        if perf_counter() - self.shown < PREVIEW_SECONDS:
            return
        self.shown = perf_counter()
        size = self.drawing.conditioning.width, self.drawing.conditioning.height
        pictures = pictures_of(latents, self.fitted, self.drawing.pipeline, size)
        for index, pixels in zip(self.chunk, pictures, strict=True):
            self.context.preview(sample_name(index), pixels)


def pins(params: ExploreParams, weights: Weights) -> tuple[Pin, ...]:
    """The checkpoint's parts, the sampler and the libraries."""
    return component_pins.pins(params.scheduler, weights, canonical=False)


STAGE = Stage(
    name="explore",
    version="1",
    title="Explore",
    summary="Draws many samples of a prompt, each with its own seed, and lays them side by side.",
    queue=Queue.GENERATE,
    params=ExploreParams,
    details=ExploreDetails,
    run=run,
    pins=pins,
    needs=frozenset({Role.PICTURE}),
    gives=frozenset({Role.PICTURE, Role.SOURCE}),
    deterministic=False,
    timeout=6 * HOURS,
    refusal=refusal,
)
