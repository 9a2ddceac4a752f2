"""What a canonical render takes over from the exploration that its candidate was sampled in."""

from __future__ import annotations

from typing import Any

from jobs.stages.generator.params import ExploreParams
from jobs.stages.generator.schedulers import choice

SHARED = ("prompt", "negative_prompt", "width", "height", "steps", "guidance_scale")


def seed_repeats(asked: ExploreParams) -> bool:
    """Whether the seed alone gives a sample's composition again: its sampler added no noise."""
    return asked.scheduler is not None and not choice(asked.scheduler).stochastic


def canonical_values(asked: ExploreParams, seed: int) -> dict[str, Any]:
    """Values for ``CanonicalParams``: the exploration's own, and how its sample is best held.

    The composition is held by the same noise where the seed repeats it, with the same sampler;
    else by the sample's picture, with the checkpoint's own deterministic sampler.
    """
    repeats = seed_repeats(asked)
    return {
        **{name: getattr(asked, name) for name in SHARED},
        "seed": seed,
        "hold": "noise" if repeats else "picture",
        "scheduler": asked.scheduler if repeats else None,
    }
