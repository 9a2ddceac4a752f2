"""Trains the autoencoder on crops of the renders, and then on whole pictures."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jobs.training.starter import keeping, networks, pathways
from jobs.training.starter.lanes import Lanes
from jobs.training.still_life import dataset

LATENT_NOISE = 0.08
"""Noise on latents while training, in their standard deviations: the decoder must stand some."""


@dataclass(frozen=True)
class Options:
    """How to train; whole pictures come in for the last ``whole_share`` of the time.

    ``sharpness`` weighs differences between neighbours. A batch is split over ``lanes``.
    """

    minutes: float = 12
    crop: int = 128
    batch: int = 4
    whole_batch: int = 1
    whole_share: float = 0.35
    peak_rate: float = 1e-3
    seed: int = 0
    device: str = "cpu"
    channels: tuple[int, ...] = (8, 16, 32, 96, 160)
    sharpness: float = 0.6
    lanes: int = 1
    most_steps: int = 1_000_000
    save_every: int = 100


def train(renders: Path, out: Path, options: Options) -> Path:
    """Train from a blurred copy until the budget or ``most_steps`` is spent; the checkpoint."""
    import torch

    torch.manual_seed(options.seed)
    net = networks.autoencoder(options.channels).to(options.device)
    kept = out / "autoencoder.pt"
    if not kept.exists():
        rng = np.random.default_rng(options.seed)
        few = replace(options, batch=24, whole_batch=24)
        shards = dataset.load(renders, "train")
        pathways.prepare(net, batch(shards, rng, few, whole=True).to(options.device))
    return _learn(net, renders, kept, options)


def sharpen(renders: Path, out: Path, options: Options) -> Path:
    """Train the decoder of ``vae.pt`` on, the latents staying as they are; the checkpoint."""
    net = load(out / "vae.pt", options.device).train()
    net.encoder.requires_grad_(False)
    net.quant_conv.requires_grad_(False)
    channels = tuple(net.config.block_out_channels)
    return _learn(net, renders, out / "sharpened.pt", replace(options, channels=channels))


def _learn(net: Any, renders: Path, kept: Path, options: Options) -> Path:
    import torch

    shards, step = dataset.load(renders, "train"), 0
    net = net.to(memory_format=torch.channels_last)
    learning = [value for value in net.parameters() if value.requires_grad]
    optimiser = torch.optim.AdamW(
        learning, lr=options.peak_rate, betas=(0.9, 0.99), weight_decay=1e-4
    )
    budget = keeping.Budget(options.minutes)
    if state := keeping.load(kept):
        net.load_state_dict(state["net"])
        optimiser.load_state_dict(state["optimiser"])
        step, budget.spent = state["step"], state["seconds"]
    lanes, losses = Lanes(net, options.lanes), list[float]()
    while True:
        finished = budget.share() >= 1 or step >= options.most_steps
        if finished or (losses and step % options.save_every == 0):
            mean, spent = np.mean(losses[-100:]), budget.seconds()
            keeping.say(f"{kept.stem} step {step} loss {mean:.4f} {spent:.0f} s")
            keeping.save(kept, {
                "net": net.state_dict(), "optimiser": optimiser.state_dict(), "step": step,
                "seconds": spent, "channels": options.channels,
            })  # fmt: skip
        if finished:
            return kept
        whole = budget.share() > 1 - options.whole_share
        rng = np.random.default_rng((options.seed, step))
        pictures = batch(shards, rng, options, whole=whole).to(options.device)
        side = pictures.shape[2] // 2 ** (len(options.channels) - 1)
        shape = (len(pictures), net.config.latent_channels, side, side)
        noise = torch.from_numpy(rng.normal(0, LATENT_NOISE, shape).astype(np.float32))
        keeping.set_rate(optimiser, budget.rate(options.peak_rate, step, 100))
        losses.append(
            lanes.backward(partial(_loss, options.sharpness), pictures, noise.to(options.device))
        )
        torch.nn.utils.clip_grad_norm_(learning, 1.0)
        optimiser.step()
        optimiser.zero_grad()
        step += 1


def batch(
    shards: list[NDArray[np.uint8]], rng: np.random.Generator, options: Options, *, whole: bool
) -> Any:
    """Crops, or whole pictures, half of them mirrored: N x 3 x side x side, -1..1."""
    import torch

    picked = []
    for _ in range(options.whole_batch if whole else options.batch):
        shard = shards[int(rng.integers(len(shards)))]
        pixels = shard[int(rng.integers(len(shard)))]
        if not whole:
            room = pixels.shape[0] - options.crop
            y, x = (int(v) for v in np.clip(rng.normal(room / 2, room / 3, 2), 0, room))
            pixels = pixels[y : y + options.crop, x : x + options.crop]
        picked.append(pixels[:, ::-1] if rng.random() < 0.5 else pixels)
    stacked = torch.from_numpy(np.stack(picked)).permute(0, 3, 1, 2)
    return (stacked.float() / 127.5 - 1).contiguous(memory_format=torch.channels_last)


def _loss(sharpness: float, net: Any, pictures: Any, noise: Any) -> Any:
    """Absolute error at four sizes, and of differences between neighbours, which edges need."""
    from torch.nn.functional import avg_pool2d

    latents = net.encode(pictures).latent_dist.mean
    spread = latents.detach().std(dim=(0, 2, 3), keepdim=True)
    off = net.decode(latents + spread * noise).sample - pictures
    loss = off.abs().mean() + 1e-4 * latents.square().mean()
    for axis in (2, 3):
        loss = loss + sharpness * off.diff(dim=axis).abs().mean()
    for size in (2, 4, 8):
        loss = loss + 0.4 * avg_pool2d(off, size).abs().mean()
    return loss


def load(kept: Path, device: str = "cpu") -> Any:
    """The trained autoencoder of a checkpoint, ready to run."""
    import torch

    state = keeping.load(kept)
    if state is None:
        raise FileNotFoundError(f"{kept} is not there: run `autoencoder` first.")
    net = networks.autoencoder(tuple(state["channels"]))
    net.load_state_dict(state["net"])
    return net.eval().to(device, memory_format=torch.channels_last)
