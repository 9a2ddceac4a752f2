"""One call of a pipeline: seeds in, pictures out, with a word after every denoising step."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from jobs.stages.contract import Pixels
from jobs.stages.generator import schedulers
from jobs.stages.generator.checkpoint import Checkpoint
from jobs.stages.generator.conditioning import Conditioning
from jobs.stages.generator.encoding import Encoded

AfterStep = Callable[[float, Any], None]
"""Takes the share of steps that are done, 0..1, and the latents."""


@dataclass(frozen=True)
class Drawing:
    """What every batch of a run shares."""

    checkpoint: Checkpoint
    pipeline: Any
    conditioning: Conditioning
    encoded: Encoded
    threads: int
    extra: Mapping[str, Any] = field(default_factory=dict)
    """What this run asks of the pipeline beyond prompt, size, steps and guidance."""


@dataclass(frozen=True)
class Drawn:
    """A batch's pictures, RGB uint8, and which of them the checkpoint's own checker blacked out."""

    pictures: tuple[Pixels, ...]
    blacked_out: tuple[bool, ...]


def draw(drawing: Drawing, seeds: Sequence[int], after_step: AfterStep) -> Drawn:
    """Sample one picture a seed, all at once; each has its own generator, on the CPU.

    A picture's initial noise depends on its seed alone, whatever it is drawn together with.
    """
    import torch

    conditioning, pipeline = drawing.conditioning, drawing.pipeline
    # OpenMP counts its threads for each thread that calls it: say it where the sums are done.
    torch.set_num_threads(drawing.threads)
    wishes = {
        "negative_prompt": None,
        "width": conditioning.width,
        "height": conditioning.height,
        "num_inference_steps": conditioning.steps,
        "guidance_scale": conditioning.guidance_scale,
        "generator": [torch.Generator("cpu").manual_seed(seed) for seed in seeds],
        "eta": 0.0,
        "output_type": "np",
        "use_resolution_binning": False,
        **drawing.encoded.repeated(len(seeds)),
        **_callback(pipeline, conditioning.steps, after_step),
        **drawing.extra,
    }
    known = inspect.signature(pipeline.__call__).parameters
    with torch.inference_mode(), sampler_of(drawing):
        result = pipeline(**{name: value for name, value in wishes.items() if name in known})
    flagged = getattr(result, "nsfw_content_detected", None) or [False] * len(seeds)
    return Drawn(
        pictures=tuple(_pixels(image) for image in result.images),
        blacked_out=tuple(bool(flag) for flag in flagged),
    )


@contextmanager
def sampler_of(drawing: Drawing) -> Iterator[None]:
    """The scheduler asked for, new, while the pipeline runs; then the checkpoint's own again."""
    pipeline, before = drawing.pipeline, drawing.pipeline.scheduler
    name = drawing.conditioning.sampler.name
    pipeline.scheduler = schedulers.make(drawing.checkpoint.scheduler_config, name)
    try:
        yield
    finally:
        pipeline.scheduler = before


def _callback(pipeline: Any, steps: int, after_step: AfterStep) -> dict[str, Any]:
    """The pipeline's way of calling back after a step, of which diffusers has two."""

    def share(step: int) -> float:
        return min(1.0, (step + 1) / (getattr(pipeline, "num_timesteps", None) or steps))

    def at_step_end(_: Any, step: int, __: Any, values: dict[str, Any]) -> dict[str, Any]:
        after_step(share(step), values["latents"])
        return {}

    def older(step: int, _: Any, latents: Any) -> None:
        after_step(share(step), latents)

    if "callback_on_step_end" in inspect.signature(pipeline.__call__).parameters:
        return {"callback_on_step_end": at_step_end}
    return {"callback": older}


def _pixels(image: Any) -> Pixels:
    """A picture of floats 0..1 as bytes; what is not a number is black, as in diffusers itself."""
    pixels: Pixels = np.clip(np.round(np.nan_to_num(image) * 255), 0, 255).astype(np.uint8)
    return pixels
