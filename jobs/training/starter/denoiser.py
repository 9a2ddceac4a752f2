"""Trains the denoiser on encoded renders and captions, and samples from it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from jobs.training.starter import keeping, networks
from jobs.training.starter.lanes import Lanes

EMPTY_SHARE = 0.10
"""Captions left out while training, which classifier-free guidance needs (Ho, Salimans, 2022)."""


@dataclass(frozen=True)
class Options:
    """How to train; the averaged weights follow the last ``1 / (1 - average)`` steps.

    A batch is split over ``lanes``, as :class:`Lanes` does.
    """

    minutes: float = 60
    batch: int = 16
    peak_rate: float = 8e-4
    average: float = 0.998
    seed: int = 0
    device: str = "cpu"
    channels: tuple[int, ...] = (64, 128, 256)
    lanes: int = 1
    most_steps: int = 10_000_000
    save_every: int = 250


def train(out: Path, options: Options) -> Path:
    """Train until the budget or ``most_steps`` is spent; the checkpoint's path.

    Plain mean squared error of v (Salimans, Ho, 2022): it weighs the noisiest steps, where
    object and colour are settled, as much as the others.
    """
    import torch

    torch.manual_seed(options.seed)
    latents = torch.from_numpy(np.load(out / "latents.npy"))
    states = np.load(out / "captions.npy", mmap_mode="r")
    run = _Run(options)
    kept = out / "denoiser.pt"
    run.take_up(keeping.load(kept))
    losses: list[float] = []
    while True:
        finished = run.budget.share() >= 1 or run.step >= options.most_steps
        if finished or (losses and run.step % options.save_every == 0):
            seen, spent = run.step * options.batch, run.budget.seconds()
            keeping.say(
                f"denoiser step {run.step} pictures {seen} "
                f"loss {np.mean(losses[-options.save_every :]):.4f} {spent:.0f} s"
            )
            keeping.save(kept, run.state())
        if finished:
            return kept
        rng = np.random.default_rng((options.seed, run.step))
        picked = rng.integers(len(latents), size=options.batch)
        told = np.where(rng.random(options.batch) < EMPTY_SHARE, len(states) - 1, picked)
        words = torch.from_numpy(np.stack([states[index] for index in told])).float()
        losses.append(run.learn(latents[torch.from_numpy(picked)].float(), words))


class _Run:
    """The network, its average and optimiser, and how far they have come."""

    def __init__(self, options: Options) -> None:
        import torch

        self.options, self.step = options, 0
        self.budget = keeping.Budget(options.minutes)
        self.net = networks.denoiser(options.channels).to(options.device)
        self.net = self.net.to(memory_format=torch.channels_last)
        self.average = {name: value.clone() for name, value in self.net.state_dict().items()}
        self.lanes = Lanes(self.net, options.lanes)
        self.optimiser = torch.optim.AdamW(
            self.net.parameters(), lr=options.peak_rate, betas=(0.9, 0.99), weight_decay=1e-2,
            fused=True,
        )  # fmt: skip
        self.scheduler = networks.scheduler()

    def take_up(self, state: dict[str, Any] | None) -> None:
        """Go on from a checkpoint, if there is one."""
        if state is None:
            return
        self.net.load_state_dict(state["net"])
        self.optimiser.load_state_dict(state["optimiser"])
        device = self.options.device
        self.average = {name: value.to(device) for name, value in state["average"].items()}
        self.step, self.budget.spent = state["step"], state["seconds"]

    def state(self) -> dict[str, Any]:
        """What a later run goes on from."""
        return {
            "net": self.net.state_dict(),
            "average": self.average,
            "optimiser": self.optimiser.state_dict(),
            "step": self.step,
            "seconds": self.budget.seconds(),
            "channels": self.options.channels,
        }

    def learn(self, latents: Any, words: Any) -> float:
        """One step on a batch of latents and caption states; the loss."""
        import torch

        generator = torch.Generator().manual_seed(self.options.seed * 1_000_003 + self.step)
        count, device = len(latents), self.options.device
        # One time a stratum of the schedule, so that a small batch covers all of it.
        shares = (torch.arange(count) + torch.rand(count, generator=generator)) / count
        times = (shares * self.scheduler.config.num_train_timesteps).long()
        noise = torch.randn(latents.shape, generator=generator)
        noisy = self.scheduler.add_noise(latents, noise, times)
        target = self.scheduler.get_velocity(latents, noise, times).to(device)
        noisy = noisy.to(device).contiguous(memory_format=torch.channels_last)
        given = (noisy, times.to(device), words.to(device), target)
        loss = self.lanes.backward(_loss, *given)
        rate = self.budget.rate(self.options.peak_rate, self.step, 200)
        keeping.set_rate(self.optimiser, rate)
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), 1.0)
        self.optimiser.step()
        self.optimiser.zero_grad()
        self.step += 1
        follow = min(self.options.average, (1 + self.step) / (10 + self.step))
        with torch.no_grad():
            for name, value in self.net.state_dict().items():
                self.average[name].lerp_(value, 1 - follow)
        return loss


def _loss(net: Any, noisy: Any, times: Any, words: Any, target: Any) -> Any:
    from torch.nn.functional import mse_loss

    return mse_loss(net(noisy, times, words).sample, target)


def load(kept: Path) -> Any:
    """The averaged denoiser of a checkpoint."""
    state = keeping.load(kept)
    if state is None:
        raise FileNotFoundError(f"{kept} is not there: run `denoiser` first.")
    net = networks.denoiser(tuple(state["channels"]))
    net.load_state_dict(state["average"])
    return net.eval()
