"""What suits a checkpoint when nobody says otherwise, read from its configuration."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from jobs.stages.contract import StageError
from jobs.stages.generator import schedulers
from jobs.stages.generator.checkpoint import Checkpoint, locate, read_json
from jobs.stages.generator.params import SIZE_STEP, SamplingParams
from jobs.stages.starter import RECOMMENDED
from jobs.stages.weights import Weights

STEPS, GUIDANCE_SCALE = 25, 5.0
FEW_STEPS = 4
SMALLEST, LARGEST = 64, 2048


@dataclass(frozen=True)
class Defaults:
    """Size in pixels, denoising steps, guidance, and the samplers for the two stages.

    Both sides of a picture are multiples of ``size_unit`` pixels.
    """

    width: int
    height: int
    steps: int
    guidance_scale: float
    explore_scheduler: str
    canonical_scheduler: str
    size_unit: int


S = TypeVar("S", bound=SamplingParams)


def defaults(weights: Weights) -> Defaults:
    """What suits the configured checkpoint; raises StageError when it is not here."""
    return defaults_of(locate(weights.settings))


def defaults_of(checkpoint: Checkpoint) -> Defaults:
    """What suits this checkpoint."""
    side = _side(checkpoint)
    steps, guidance_scale = _effort(checkpoint)
    explore, canonical = _schedulers(checkpoint)
    return Defaults(
        width=side,
        height=side,
        steps=steps,
        guidance_scale=guidance_scale,
        explore_scheduler=explore,
        canonical_scheduler=canonical,
        size_unit=size_unit(checkpoint),
    )


def spelled_out(params: S, checkpoint: Checkpoint, *, canonical: bool) -> S:
    """The same params with every empty field filled in, checked against this checkpoint.

    Raises StageError naming the field that does not fit.
    """
    found = defaults_of(checkpoint)
    scheduler = found.canonical_scheduler if canonical else found.explore_scheduler
    whole = params.model_copy(
        update={
            "width": params.width or found.width,
            "height": params.height or found.height,
            "steps": params.steps or found.steps,
            "guidance_scale": params.guidance_scale or found.guidance_scale,
            "scheduler": params.scheduler or scheduler,
        }
    )
    refused = misfit(whole, checkpoint)
    if refused:
        raise StageError(refused)
    return whole


def misfit(params: SamplingParams, checkpoint: Checkpoint) -> str | None:
    """Which field cannot be had from this checkpoint, and what could; None when all fit."""
    unit = size_unit(checkpoint)
    for name, side in (("width", params.width), ("height", params.height)):
        if side is not None and side % unit:
            return (
                f"{name} is {side}; this checkpoint draws sizes in multiples of {unit}: take "
                f"{max(unit, side // unit * unit)} or {side // unit * unit + unit}."
            )
    if params.negative_prompt.strip() and not checkpoint.family.negative:
        return (
            f"negative_prompt is not empty, and {checkpoint.family.title} takes none: "
            "leave it empty."
        )
    if params.scheduler is not None:
        return schedulers.mismatch(params.scheduler, checkpoint.scheduler_config)
    return None


def size_unit(checkpoint: Checkpoint) -> int:
    """How many pixels one step of the latents is wide, patches of a transformer counted in."""
    patch = checkpoint.config("denoiser").get("patch_size", 1)
    patch = patch if isinstance(patch, int) else 1
    if checkpoint.pipeline_class == "FluxPipeline":
        patch = 2
    return math.lcm(SIZE_STEP, _shrinking(checkpoint) * patch)


def _shrinking(checkpoint: Checkpoint) -> int:
    """How many pixels of a side the autoencoder puts into one latent."""
    config = checkpoint.config("autoencoder")
    blocks = config.get("block_out_channels") or config.get("encoder_block_out_channels") or ()
    return int(2 ** max(0, len(blocks) - 1))


def _side(checkpoint: Checkpoint) -> int:
    latents = checkpoint.config("denoiser").get("sample_size")
    if isinstance(latents, list):
        latents = latents[0]
    unit = size_unit(checkpoint)
    side = latents * _shrinking(checkpoint) if isinstance(latents, int) else 1024
    return min(LARGEST, max(math.ceil(SMALLEST / unit) * unit, side // unit * unit))


def _effort(checkpoint: Checkpoint) -> tuple[int, float]:
    """Steps and guidance."""
    if checkpoint.is_starter:
        return RECOMMENDED.steps, RECOMMENDED.guidance_scale
    denoiser = checkpoint.config("denoiser")
    if checkpoint.pipeline_class == "FluxPipeline":
        # Only the guidance-distilled Flux embeds a scale; the timestep-distilled takes few steps.
        return (28, 3.5) if denoiser.get("guidance_embeds") else (FEW_STEPS, 1.0)
    if denoiser.get("time_cond_proj_dim") is not None:
        return FEW_STEPS, 8.0
    return (FEW_STEPS, 1.0) if is_distilled(checkpoint) else (STEPS, GUIDANCE_SCALE)


def is_distilled(checkpoint: Checkpoint) -> bool:
    """True when names or the scheduler tell of a checkpoint distilled to few steps."""
    config = checkpoint.scheduler_config
    scheduler = str(config.get("_class_name", ""))
    names = f"{checkpoint.id} {_own_name(checkpoint)}".lower()
    turbo = scheduler.startswith("Euler") and config.get("timestep_spacing") == "trailing"
    named = any(word in names for word in ("turbo", "lcm", "lightning", "schnell"))
    return named or turbo or scheduler in ("LCMScheduler", "TCDScheduler")


def _own_name(checkpoint: Checkpoint) -> str:
    index: Mapping[str, Any] = read_json(checkpoint.folder / "model_index.json")
    return str(index.get("_name_or_path", ""))


def _schedulers(checkpoint: Checkpoint) -> tuple[str, str]:
    """For exploring one that adds noise where one fits, for repeating one that adds none."""
    config = checkpoint.scheduler_config
    if checkpoint.is_starter:
        return "euler_ancestral", _named(RECOMMENDED.scheduler)
    if config.get("_class_name") == "LCMScheduler":
        return "lcm", "ddim"
    if schedulers.family_of(config) == "flow":
        return "flow_euler", "flow_euler"
    fitting = schedulers.fitting(config)
    explore = "euler_ancestral" if "euler_ancestral" in fitting else fitting[0]
    canonical = "dpmpp_2m" if not is_distilled(checkpoint) else "euler"
    return explore, canonical if canonical in fitting else "ddim"


def _named(class_name: str) -> str:
    """The sampler of a diffusers class that adds no noise."""
    return next(
        entry.name
        for entry in schedulers.SCHEDULERS.values()
        if entry.class_name == class_name and not entry.stochastic
    )
