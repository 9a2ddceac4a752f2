"""Trains the compact enlarging network on for photographs, from where Real-ESRGAN left it.

Run ``python -m jobs.training.train_compact FOLDER --photos FOLDER``; it goes on from what FOLDER
already holds. ``docs/upscaling.md`` says what it learned and what that measures.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from jobs.stages import compact_net
from jobs.stages.contract import Pixels
from jobs.stages.ncnn_models import MODELS, weight_files
from jobs.training.grounds import photographs
from jobs.training.loop import Plan, train
from jobs.training.ncnn_start import load_into
from jobs.training.reduced_pairs import (
    SCALE,
    alike,
    back_projected,
    planes,
    scaled_down,
    shares,
    sizes_of,
)

SIDE = 32
"""Of a crop, in source pixels."""
MARGIN = 3
"""Source pixels along a crop's border that are not judged: there the network sees its end."""
BATCH = 6
PLAN = Plan("compact_net", steps=3600, peak_rate=4e-4)
ROUNDS = 2
"""Of back-projection before the result is judged: what the stage corrects need not be learned."""


def batches(seed: int, photos: Sequence[Pixels]) -> Iterator[tuple[Any, Any]]:
    """Endless batches of small and clean crops, N x 3 x H x W in 0..1."""
    rng, share = np.random.default_rng(seed), shares(photos)
    while True:
        chosen = rng.choice(len(photos), BATCH, p=share)
        clean = [alike(rng, _crop(rng, photos[int(index)]))[0] for index in chosen]
        yield planes([scaled_down(crop) for crop in clean]), planes(clean)


def _crop(rng: np.random.Generator, photo: Pixels) -> Pixels:
    side = SIDE * SCALE
    y, x = (int(rng.integers(length - side + 1)) for length in photo.shape[:2])
    return photo[y : y + side, x : x + side]


def loss_of(net: Any, batch: tuple[Any, Any]) -> Any:
    """The distance to the photograph: squared for small errors, plain for large (Charbonnier)."""
    import torch

    small, clean = (torch.from_numpy(part) for part in batch)
    result = back_projected(net(small), small, ROUNDS)
    inside = slice(MARGIN * SCALE, -MARGIN * SCALE)
    error = (result - clean)[..., inside, inside]
    return (torch.sqrt(error**2 + 1e-6) - 1e-3).mean()


def start() -> Any:
    """The network with Real-ESRGAN's weights."""
    net = compact_net.build()
    load_into(net, *weight_files(MODELS["realesr-animevideov3"]))
    return net


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path, help="where state and weights are kept")
    asked.add_argument("--photos", type=Path, nargs="*", default=[], help="folders of PNG files")
    given = asked.parse_args()
    learned = sizes_of(photographs(given.photos), 2 * SIDE * SCALE)
    train(start(), lambda seed: batches(seed, learned), loss_of, PLAN, given.folder)
