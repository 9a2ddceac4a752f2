"""The stage canonical: the one render of a candidate's conditioning that repeats to the bit."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

import numpy as np
from pydantic import Field

from jobs.stages import diffusion_libraries
from jobs.stages.contract import (
    Context,
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
from jobs.stages.generator.determinism import deterministic_algorithms
from jobs.stages.generator.encoding import digested, encode
from jobs.stages.generator.params import CanonicalParams, Hold
from jobs.stages.generator.previews import pictures_of, projection
from jobs.stages.generator.refusing import refusal
from jobs.stages.generator.sampling import Drawing, draw
from jobs.stages.picture_distance import Distance, distance
from jobs.stages.weights import Weights

NAME = "canonical"
HOURS = 3600.0


class CanonicalDetails(Details):
    """What was rendered, how it was held to the candidate, and how near it came."""

    conditioning: Conditioning = Field(description="what stood between the prompt and the pixels")
    seed: int = Field(ge=0, description="of the initial noise")
    hold: Hold = Field(description="how the composition was held to the candidate")
    hold_strength: float | None = Field(description="with hold: picture, else null")
    distance: Distance = Field(description="from the candidate to this render")
    verified: bool = Field(description="rendered twice, with the same pixels")
    sha256_of_pixels: str = Field(description="of the RGB bytes, row by row")
    attention: str = Field(default=loading.ATTENTION, description="attention's implementation")
    memory_format: str = Field(
        default=loading.MEMORY_FORMAT, description="of a convolutional denoiser's weights"
    )


def run(frame: Frame, params: CanonicalParams, context: Context) -> Result:
    """Render the params' conditioning with one CPU generator, held to the frame's picture."""
    refused = refusal(params, context.weights.settings)
    if refused:
        raise StageError(refused)
    whole = _at_size_of(frame.picture, params)
    context.progress(0.0, "loading the checkpoint")
    checkpoint, pipeline = loading.pipeline(context.weights)
    conditioning = planned(whole, checkpoint, context.weights)
    seed = context.seed if params.seed is None else params.seed
    rounds = 2 if params.verify else 1
    digests = []
    with deterministic_algorithms():
        encoded = encode(pipeline, checkpoint.family, conditioning)
        threads = context.weights.settings.threads
        drawing = Drawing(checkpoint, pipeline, conditioning, encoded, threads)
        if params.hold == "picture":
            drawing = _from_picture(drawing, frame.picture, params.hold_strength)
        for turn in range(rounds):
            pixels = _render(drawing, seed, context, turn, rounds)
            digests.append(sha256_of(pixels))
    if len(set(digests)) > 1:
        raise StageError(
            "The canonical render did not repeat: two renders of the same conditioning gave "
            f"{digests[0][:12]} and {digests[1][:12]}. Something on this machine does not compute "
            "the same twice; nothing was kept."
        )
    picture = Picture(pixels)
    return Result(
        # A mask that was drawn on the candidate holds for the render: the composition is the same.
        frame=replace(frame, picture=picture, source=picture),
        details=CanonicalDetails(
            conditioning=digested(conditioning, encoded),
            seed=seed,
            hold=params.hold,
            hold_strength=params.hold_strength if params.hold == "picture" else None,
            distance=distance(frame.picture.pixels, pixels),
            verified=params.verify,
            sha256_of_pixels=digests[0],
        ),
    )


def sha256_of(pixels: Pixels) -> str:
    """Digest of RGB uint8 pixels, row by row, without any file's wrapping."""
    return hashlib.sha256(np.ascontiguousarray(pixels).tobytes()).hexdigest()


def _at_size_of(candidate: Picture, params: CanonicalParams) -> CanonicalParams:
    """The params at the candidate's own size; another size would be another composition."""
    width, height = candidate.size
    for name, asked, own in (("width", params.width, width), ("height", params.height, height)):
        if asked not in (None, own):
            raise StageError(
                f"{name} is {asked} and the candidate's is {own}: a canonical render keeps the "
                "candidate's size, and a recipe's upscale step enlarges it."
            )
    return params.model_copy(update={"width": width, "height": height})


def _from_picture(drawing: Drawing, candidate: Picture, strength: float) -> Drawing:
    """The same drawing, begun from the candidate, encoded and noised to ``strength``."""
    from PIL import Image

    steps = drawing.conditioning.steps
    if int(steps * strength) < 1:
        raise StageError(
            f"hold_strength is {strength} and steps is {steps}: not one step would be drawn. "
            "Raise one of them."
        )
    try:
        with diffusion_libraries.alone():
            auto = diffusion_libraries.from_diffusers("AutoPipelineForImage2Image")
            pipeline = auto.from_pipe(drawing.pipeline)
        pipeline.set_progress_bar_config(disable=True)
    except ValueError:
        raise StageError(
            f"hold is 'picture', and {drawing.checkpoint.family.title} cannot begin from a "
            "picture: take hold: noise."
        ) from None
    image = Image.fromarray(np.ascontiguousarray(candidate.pixels))
    return replace(drawing, pipeline=pipeline, extra={"image": image, "strength": strength})


def _render(drawing: Drawing, seed: int, context: Context, turn: int, rounds: int) -> Pixels:
    fitted = projection(drawing.checkpoint, drawing.pipeline, context.weights)
    note = "rendering" if turn == 0 else "rendering again, to verify"
    size = drawing.conditioning.width, drawing.conditioning.height

    def after_step(share: float, latents: Any) -> None:
        context.progress((turn + share) / rounds, note)
        if turn == 0:
            context.preview(NAME, pictures_of(latents, fitted, drawing.pipeline, size)[0])

    try:
        drawn = draw(drawing, [seed], after_step)
    except Exception as error:
        if not memory_shortage.is_one(error):
            raise
        raise StageError(
            "Memory ran out: a canonical render already draws one picture at a time. Give the "
            "machine more memory, or explore again at a smaller size."
        ) from None
    if drawn.blacked_out[0]:
        raise StageError(
            "The checkpoint's own safety checker blacked the render out: pick another candidate."
        )
    return drawn.pictures[0]


def pins(params: CanonicalParams, weights: Weights) -> tuple[Pin, ...]:
    """The checkpoint's parts, the sampler and the libraries."""
    return component_pins.pins(params.scheduler, weights, canonical=True)


STAGE = Stage(
    name=NAME,
    version="1",
    title="Canonical render",
    summary="Renders a candidate's conditioning alone and deterministically, the same to the bit.",
    queue=Queue.GENERATE,
    params=CanonicalParams,
    details=CanonicalDetails,
    run=run,
    pins=pins,
    needs=frozenset({Role.PICTURE}),
    gives=frozenset({Role.PICTURE, Role.SOURCE}),
    timeout=6 * HOURS,
    refusal=refusal,
)
