"""Holds a text-to-image pipeline's latents to the picture outside the hole, step by step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np

from jobs.stages.contract import Pixels, Plane

AfterStep = Callable[[Any, int, Any, dict[str, Any]], dict[str, Any]]


def holding(loaded: Any, image: Pixels, mask: Plane, generator: Any) -> tuple[Any, AfterStep]:
    """The noise to begin with, and the callback that after each step puts the known back.

    ``image`` and ``mask``, 255 inside the hole, are at the size that is drawn. Outside the hole
    the latents become the picture's own, as noisy as the next step expects them (blended latent
    diffusion, Avrahami et al., 2023); latents that the hole touches are drawn.
    """
    import torch

    vae = loaded.vae
    values = torch.from_numpy(image.astype(np.float32).transpose(2, 0, 1)[None] / 127.5 - 1)
    with torch.inference_mode():
        encoded = vae.encode(values.to(vae.device, vae.dtype)).latent_dist.mode()
    known = encoded * vae.config.scaling_factor
    size = known.shape[3], known.shape[2]
    touched = cv2.resize(mask, size, interpolation=cv2.INTER_AREA) > 0
    inside = torch.from_numpy(touched).to(known.device)
    noise = torch.randn(known.shape, generator=generator, dtype=torch.float32)
    noise = noise.to(known.device, known.dtype)

    def hold(pipeline: Any, step: int, _: Any, given: dict[str, Any]) -> dict[str, Any]:
        following = pipeline.scheduler.timesteps[step + 1 : step + 2]
        as_noisy = (
            pipeline.scheduler.add_noise(known, noise, following) if len(following) else known
        )
        return {"latents": torch.where(inside, given["latents"], as_noisy)}

    return noise, hold
