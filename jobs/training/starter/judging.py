"""Trains the judge on renders and on their round trips through the autoencoder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jobs.benchmarks import judge
from jobs.training.starter import autoencoder, keeping, latents
from jobs.training.still_life import dataset
from jobs.training.still_life.dataset import Kind

BATCH = 48
PEAK_RATE = 1.5e-3
ROUND_TRIPS = 750


def train(renders: Path, out: Path, epochs: int, seed: int) -> Path:
    """Train on all but the ``check`` renders, then say how many of those it tells rightly.

    Writes judge.safetensors (half precision) to the folder.
    """
    import torch
    from safetensors.torch import save_file

    torch.manual_seed(seed)
    vae = autoencoder.load(out / "vae.pt")
    pictures, labels = _training(renders, vae)
    net = judge.build()
    optimiser = torch.optim.AdamW(net.parameters(), lr=PEAK_RATE, weight_decay=5e-3)
    steps = epochs * len(pictures) // BATCH
    rng = np.random.default_rng(seed)
    for step in range(steps):
        picked = torch.from_numpy(rng.integers(len(pictures), size=BATCH))
        batch = _varied(pictures[picked].float() / 127.5 - 1, rng)
        loss = _loss(net(batch), labels[picked])
        share = step / steps
        fall = 0.5 + 0.5 * float(np.cos(np.pi * share))
        keeping.set_rate(optimiser, PEAK_RATE * min(1, 10 * share + 0.05) * fall)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if step % 200 == 0:
            keeping.say(f"judge step {step}/{steps} loss {float(loss.detach()):.3f}")
    path = out / "judge.safetensors"
    save_file({name: value.half().contiguous() for name, value in net.state_dict().items()}, path)
    net.load_state_dict({name: value.half().float() for name, value in net.state_dict().items()})
    for line in check(net.eval(), renders, vae):
        keeping.say(line)
    return path


def check(net: Any, renders: Path, vae: Any) -> list[str]:
    """How many of the fresh renders, and of their round trips, are told rightly."""
    pixels, labels = _shrunk(renders, "check", None), _labels("check", _count(renders, "check"))
    rebuilt = _shrunk(renders, "check", vae)
    lines = []
    for name, pictures in (("renders", pixels), ("round trips", rebuilt)):
        right = _right(net, pictures, labels)
        lines.append(
            f"{name}: object {right[0]:.1%}, colour {right[1]:.1%}, of {len(labels)} fresh pictures"
        )
    return lines


def _training(renders: Path, vae: Any) -> tuple[Any, Any]:
    import torch

    pictures, labels = [], []
    kinds: tuple[Kind, ...] = ("train", "unseen")
    for kind in kinds:
        pictures.append(_shrunk(renders, kind, None))
        labels.append(_labels(kind, len(pictures[-1])))
        rebuilt = _shrunk(renders, kind, vae, ROUND_TRIPS)
        pictures.append(rebuilt)
        labels.append(_labels(kind, len(rebuilt)))
    return torch.cat(pictures), torch.cat(labels)


def _count(renders: Path, kind: Kind) -> int:
    return sum(len(shard) for shard in dataset.load(renders, kind))


def _shrunk(renders: Path, kind: Kind, vae: Any, most: int | None = None) -> Any:
    """Pictures of a kind at the judge's size, N x 3 x SIDE x SIDE uint8; through ``vae`` if any."""
    import torch

    small: list[Any] = []
    for shard in dataset.load(renders, kind, most):
        for at in range(0, len(shard), 10):
            pixels = np.asarray(shard[at : at + 10])
            if vae is not None:
                pixels = round_trip(vae, pixels)
            small.append(((judge.prepared(list(pixels)) + 1) * 127.5).round().byte())
    return torch.cat(small)


def round_trip(vae: Any, pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Pictures N x H x W x 3 through the autoencoder and back."""
    import torch

    with torch.inference_mode():
        mean = vae.encode(latents.as_tensor(pixels)).latent_dist.mean
        shown = vae.decode(mean).sample
    whole = ((shown.clamp(-1, 1) + 1) * 127.5).round().byte()
    return np.asarray(whole.permute(0, 2, 3, 1).numpy(), np.uint8)


def _labels(kind: Kind, count: int) -> Any:
    import torch

    scenes = [dataset.draw(kind, number).scene for number in range(count)]
    pairs = [(judge.THINGS.index(s.thing), judge.COLOURS.index(s.colour)) for s in scenes]
    return torch.tensor(pairs)


def _varied(pictures: Any, rng: np.random.Generator) -> Any:
    """A batch mirrored, shifted, blurred, in another exposure, and noisy, by chance."""
    import torch
    from torch.nn.functional import avg_pool2d, pad

    if rng.random() < 0.5:
        pictures = pictures.flip(3)
    y, x = (int(v) for v in rng.integers(0, 9, 2))
    size = pictures.shape[2]
    pictures = pad(pictures, (4, 4, 4, 4), mode="replicate")[:, :, y : y + size, x : x + size]
    if rng.random() < 0.4:
        soft = avg_pool2d(pictures, 3, stride=1, padding=1, count_include_pad=False)
        pictures = pictures + float(rng.uniform(0.3, 1.0)) * (soft - pictures)
    pictures = pictures * float(rng.uniform(0.9, 1.1)) + float(rng.uniform(-0.08, 0.08))
    return pictures + float(rng.uniform(0, 0.05)) * torch.randn_like(pictures)


def _loss(logits: Any, labels: Any) -> Any:
    from torch.nn.functional import cross_entropy

    count = len(judge.THINGS)
    things = cross_entropy(logits[:, :count], labels[:, 0], label_smoothing=0.05)
    return things + cross_entropy(logits[:, count:], labels[:, 1], label_smoothing=0.05)


def _right(net: Any, pictures: Any, labels: Any) -> tuple[float, float]:
    import torch

    count = len(judge.THINGS)
    with torch.inference_mode():
        logits = torch.cat([net(part.float() / 127.5 - 1) for part in pictures.split(100)])
    things, colours = logits[:, :count].argmax(1), logits[:, count:].argmax(1)
    return float((things == labels[:, 0]).float().mean()), float(
        (colours == labels[:, 1]).float().mean()
    )
