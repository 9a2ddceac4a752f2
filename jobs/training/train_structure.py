"""Trains the network that lays out wide holes, on pieces of free photographs and true hints.

Run ``python -m jobs.training.train_structure FOLDER --photos FOLDER``; it goes on from what
FOLDER already holds. ``docs/inpainting-nets.md`` lists the photographs and their terms.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages import structure_net
from jobs.stages.colour_names import name_of
from jobs.stages.contract import Pixels, Plane
from jobs.stages.regions import disk
from jobs.stages.structure_net import SIDE
from jobs.stages.weights import Weights
from jobs.training import hints
from jobs.training.grounds import photographs, piece
from jobs.training.loop import Plan, train

BATCH = 24
PLAN = Plan("structure_net", steps=5200, peak_rate=1.5e-3)
PLACED_SHARE = 0.45
"""How often something else stands in the hole, which only the hint can tell of."""
HINTED_SHARE = 0.75
"""How often a hint tells of what the hole really hides."""
Vectors = Mapping[str, NDArray[np.float32]]
Sample = tuple[Pixels, Plane, str]


def sample(rng: np.random.Generator, sources: Sequence[Pixels]) -> Sample:
    """A crop with what its hole hides, the hole, and a hint (empty for none)."""
    pixels, hole = piece(rng, sources, SIDE, SIDE), _hole(rng)
    if rng.random() < 0.5:
        pixels = np.ascontiguousarray(pixels[:, ::-1])
    placed = rng.random() < PLACED_SHARE
    inside = hole > 0
    if placed:
        inside = cv2.erode(hole, disk(int(rng.integers(0, 4)))) > 0
        if not inside.any():
            return sample(rng, sources)
        other = _thing(rng, sources)
        if _named(other, inside) == _named(pixels, inside):
            # A hint that tells of the surroundings is to mean them, and not a thing like them.
            return sample(rng, sources)
        pixels = np.where(inside[:, :, None], other, pixels)
    hinted = placed or rng.random() < HINTED_SHARE
    return pixels, hole, hints.describe(rng, pixels, inside) if hinted else ""


def _named(pixels: Pixels, inside: NDArray[np.bool_]) -> str:
    return name_of(np.median(pixels[inside], axis=0).astype(np.float32))


def _thing(rng: np.random.Generator, sources: Sequence[Pixels]) -> Pixels:
    """What is placed: a piece of a photo, or one of any colour with some shading and grain."""
    if rng.random() < 0.5:
        return np.asarray(piece(rng, sources, SIDE, SIDE), np.uint8)
    rows, columns = np.mgrid[-1 : 1 : SIDE * 1j, -1 : 1 : SIDE * 1j]
    shade = rng.normal(0, 18) * rows + rng.normal(0, 18) * columns
    grain = rng.normal(0, rng.choice([0.5, 3.0, 9.0]), (SIDE, SIDE, 1))
    colour = rng.uniform(0, 255, 3) if rng.random() < 0.7 else np.full(3, rng.uniform(0, 255))
    shown = np.clip(colour + shade[:, :, None] + grain, 0, 255)
    return np.asarray(shown, np.uint8)


def _hole(rng: np.random.Generator) -> Plane:
    """A box, an ellipse or a brush stroke over a tenth to a half of the crop."""
    hole = np.zeros((SIDE, SIDE), np.uint8)
    x, y = rng.uniform(0.3, 0.7, 2) * SIDE
    wide, high = rng.uniform(0.15, 0.36, 2) * SIDE
    kind = rng.random()
    if kind < 0.35:
        corners = (round(x - wide), round(y - high)), (round(x + wide), round(y + high))
        cv2.rectangle(hole, *corners, 255, -1)
    elif kind < 0.75:
        axes = round(wide), round(high)
        angle = float(rng.uniform(0, 180))
        cv2.ellipse(hole, (round(x), round(y)), axes, angle, 0, 360, 255, -1)
    else:
        points = rng.uniform(0.2, 0.8, (int(rng.integers(2, 5)), 2)) * SIDE
        width = int(rng.integers(8, 22))
        cv2.polylines(hole, [points.astype(np.int32)], False, 255, width)
    return hole


def batches(seed: int, sources: Sequence[Pixels], vectors: Vectors) -> Iterator[tuple[Any, ...]]:
    """Endless batches: inputs (N, 4, SIDE, SIDE), hints (N, 384), targets (N, 3, SIDE, SIDE)."""
    rng = np.random.default_rng(seed)
    nothing = np.zeros(structure_net.HINT_LENGTH, np.float32)
    while True:
        inputs, told, targets = [], [], []
        for _ in range(BATCH):
            pixels, hole, hint = sample(rng, sources)
            values = pixels.astype(np.float32)
            before = structure_net.stretched(values, hole) / 255
            inputs.append(np.dstack([before, hole / np.float32(255)]).transpose(2, 0, 1))
            told.append(vectors[hint] if hint else nothing)
            targets.append(values.transpose(2, 0, 1) / 255)
        yield np.stack(inputs).astype(np.float32), np.stack(told), np.stack(targets)


def loss_of(net: Any, batch: tuple[Any, ...]) -> Any:
    """The distance inside the hole: squared for small errors, plain for large (Charbonnier)."""
    import torch

    inputs, told, targets = (torch.from_numpy(part) for part in batch)
    added = net(inputs.contiguous(memory_format=torch.channels_last), told)
    hole = inputs[:, 3:]
    error = (inputs[:, :3] + added - targets) * hole
    return (torch.sqrt(error**2 + 1e-3) * hole).sum() / (3 * hole.sum())


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path, help="where state and weights are kept")
    asked.add_argument("--photos", type=Path, nargs="*", default=[], help="folders of PNG files")
    given = asked.parse_args()
    grounds, reader = photographs(given.photos), Weights()
    known = {phrase: structure_net.encode(reader, phrase) for phrase in hints.phrases()}
    train(
        structure_net.build(),
        lambda seed: batches(seed, grounds, known),
        loss_of,
        PLAN,
        given.folder,
    )
