"""What a picture will look like, from the latents alone: a linear map fitted to the autoencoder."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages.contract import Pixels
from jobs.stages.generator.checkpoint import Checkpoint
from jobs.stages.weights import Weights

Projection = NDArray[np.float32]
"""Latent channels and one constant, by red, green, blue 0..1."""
PICTURES, LATENT_SIDE = 8, 16
SMALLEST_SIDE = 64


def projection(checkpoint: Checkpoint, pipeline: Any, weights: Weights) -> Projection:
    """The map of a checkpoint's latents to colours, fitted once and kept."""
    return weights.once(f"preview:{checkpoint.folder}", lambda: fit(pipeline.vae))


def fit(autoencoder: Any) -> Projection:
    """Least squares between the latents of made-up pictures and their colours at that size."""
    import torch

    with torch.inference_mode():
        side = LATENT_SIDE * _shrinking(autoencoder)
        pictures = np.stack([_made_up(side, seed) for seed in range(PICTURES)])
        given = torch.from_numpy(pictures.transpose(0, 3, 1, 2) * 2 - 1)
        latents = _encoded(autoencoder, given.to(autoencoder.device, autoencoder.dtype))
    values = latents.float().cpu().numpy().transpose(0, 2, 3, 1)
    high, wide = values.shape[1:3]
    small = np.stack([cv2.resize(p, (wide, high), interpolation=cv2.INTER_AREA) for p in pictures])
    known = values.reshape(-1, values.shape[-1])
    known = np.concatenate([known, np.ones((len(known), 1), np.float32)], axis=1)
    fitted: Projection = np.linalg.lstsq(known, small.reshape(-1, 3), rcond=None)[0]
    return fitted.astype(np.float32)


def pictures_of(
    latents: Any, fitted: Projection, pipeline: Any, size: tuple[int, int]
) -> list[Pixels]:
    """A small RGB uint8 picture for each of a batch's latents; ``size`` is the final one."""
    width, height = size
    if latents.ndim == 3:
        latents = pipeline._unpack_latents(latents, height, width, pipeline.vae_scale_factor)
    values = (latents / _spread(pipeline.scheduler)).float().cpu().numpy().transpose(0, 2, 3, 1)
    colours = values @ fitted[:-1] + fitted[-1]
    grow = max(1.0, SMALLEST_SIDE / min(colours.shape[1:3]))
    small = np.clip(np.round(colours * 255), 0, 255).astype(np.uint8)
    if grow == 1.0:
        return list(small)
    return [cv2.resize(p, None, fx=grow, fy=grow, interpolation=cv2.INTER_CUBIC) for p in small]


def _spread(scheduler: Any) -> float:
    """How much larger than a clean picture's the latents are, where the scheduler grows them."""
    if float(getattr(scheduler, "init_noise_sigma", 1.0)) <= 1.0:
        return 1.0
    index = scheduler.step_index or 0
    return float((scheduler.sigmas[index] ** 2 + 1) ** 0.5)


def _shrinking(autoencoder: Any) -> int:
    config = autoencoder.config
    blocks = config.get("block_out_channels") or config.get("encoder_block_out_channels")
    return int(2 ** (len(blocks) - 1))


def _encoded(autoencoder: Any, pictures: Any) -> Any:
    """Latents as the denoiser sees them."""
    given = autoencoder.encode(pictures)
    latents = given.latent_dist.mode() if hasattr(given, "latent_dist") else given.latent
    shift = autoencoder.config.get("shift_factor") or 0.0
    return (latents - shift) * autoencoder.config.scaling_factor


def _made_up(side: int, seed: int) -> NDArray[np.float32]:
    """Soft colours at several scales, with a few flat boxes: float32 RGB 0..1."""
    random = np.random.default_rng(seed)
    picture = np.full((side, side, 3), random.uniform(0.2, 0.8, 3), np.float32)
    for grain in (2, 4, 8):
        patches = random.normal(0, 0.25, (grain, grain, 3)).astype(np.float32)
        picture += cv2.resize(patches, (side, side), interpolation=cv2.INTER_CUBIC)
    for _ in range(4):
        left, top = random.integers(0, side * 3 // 4, 2)
        wide, high = random.integers(side // 8, side // 3, 2)
        picture[top : top + high, left : left + wide] = random.uniform(0, 1, 3)
    return np.clip(picture, 0, 1)
