"""Trains the network that gives an enlargement its detail back, on pieces of free photographs.

Run ``python -m jobs.training.train_enhance FOLDER --photos FOLDER``; it goes on from what FOLDER
already holds. ``docs/upscaling.md`` says what it learned and what that measures.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from jobs.stages import enhance_net, remove_halos, upscale
from jobs.stages.contract import Context, Frame, Picture, Pixels
from jobs.stages.weights import Weights, WeightsSettings
from jobs.training.grounds import photographs
from jobs.training.loop import Plan, train
from jobs.training.perceptual_loss import perceptual_loss
from jobs.training.reduced_pairs import (
    SCALE,
    alike,
    back_projected,
    planes,
    scaled_down,
    shares,
    sizes_of,
)

SIDE = 40
"""Of a crop, in source pixels."""
MARGIN = 4
"""Source pixels along a crop's border that are not judged: there the network sees its end."""
BATCH = 8
PLAN = Plan("enhance_net", steps=2800, peak_rate=1e-3)
SMALLER_SHARE = 0.25
"""How often an enlargement is seen that had been made for a smaller scale than the network's."""


ROUNDS = 2
"""Of back-projection, after the network: what it answers is mostly consistent already."""


@dataclass(frozen=True)
class Pair:
    """A photograph, it at a quarter of its size, and that enlarged by the stages before."""

    clean: Pixels
    small: Pixels
    enlarged: Pixels


def pairs(photos: Sequence[Pixels], folder: Path) -> list[Pair]:
    """Every photograph at several sizes, where it leaves room for two crops.

    To enlarge them takes minutes, so ``folder`` keeps what was enlarged.
    """
    context = Context(Weights(WeightsSettings(threads=PLAN.threads)))
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for clean in sizes_of(photos, 2 * SIDE * SCALE):
        small = scaled_down(clean)
        kept = folder / f"{hashlib.sha256(small.tobytes()).hexdigest()[:16]}.png"
        if not kept.exists():
            Image.fromarray(_enlarged(small, context)).save(kept, compress_level=1)
        made.append(Pair(clean, small, np.asarray(Image.open(kept))))
    return made


def _enlarged(small: Pixels, context: Context) -> Pixels:
    """As the stages before give it."""
    frame = Frame(Picture(small), Picture(small))
    frame = upscale.run(frame, upscale.UpscaleParams(scale=SCALE), context).frame
    cleaned = remove_halos.run(frame, remove_halos.RemoveHalosParams(), context)
    return cleaned.frame.picture.pixels


def batches(seed: int, made: Sequence[Pair]) -> Iterator[tuple[Any, Any, Any, int]]:
    """Endless batches of small, enlarged and clean crops, N x 3 x H x W in 0..1, and a scale.

    The scale, 2 to 4, is that which the enlargement was made for.
    """
    rng, share = np.random.default_rng(seed), shares([pair.clean for pair in made])
    while True:
        chosen = rng.choice(len(made), BATCH, p=share)
        crops = [_crop(rng, made[int(index)]) for index in chosen]
        scale = int(rng.choice([2, 3])) if rng.random() < SMALLER_SHARE else SCALE
        small, enlarged, clean = (planes(each) for each in zip(*crops, strict=True))
        yield small, enlarged, clean, scale


def _crop(rng: np.random.Generator, pair: Pair) -> list[Pixels]:
    height, width = pair.small.shape[:2]
    y, x = int(rng.integers(height - SIDE + 1)), int(rng.integers(width - SIDE + 1))
    near = slice(y, y + SIDE), slice(x, x + SIDE)
    far = tuple(slice(at.start * SCALE, at.stop * SCALE) for at in near)
    return alike(rng, pair.small[near], pair.enlarged[far], pair.clean[far])


def loss_of(net: Any, batch: tuple[Any, Any, Any, int]) -> Any:
    """How far the enhanced enlargement is from the photograph, at the enlargement's scale."""
    import torch
    from torch.nn import functional

    small, enlarged, clean = (torch.from_numpy(part) for part in batch[:3])
    scale = batch[3]
    if scale == SCALE:
        result = enlarged + net(small, enlarged)
    else:
        grid = [side * scale for side in small.shape[2:]]
        given = functional.interpolate(enlarged, grid, mode="area")
        clean = functional.interpolate(clean, grid, mode="area")
        seen = functional.interpolate(given, enlarged.shape[2:], mode="bilinear")
        result = given + functional.interpolate(net(small, seen), grid, mode="area")
    result = back_projected(result, small, ROUNDS)
    inside = slice(MARGIN * scale, -MARGIN * scale)
    return perceptual_loss(result[..., inside, inside], clean[..., inside, inside])


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path, help="where state and weights are kept")
    asked.add_argument("--photos", type=Path, nargs="*", default=[], help="folders of PNG files")
    given = asked.parse_args()
    learned = pairs(photographs(given.photos), given.folder / "enlarged")
    train(enhance_net.build(), lambda seed: batches(seed, learned), loss_of, PLAN, given.folder)
