"""Trains the network that fills thin holes, on lettered pieces of free photographs.

Run ``python -m jobs.training.train_fill FOLDER --photos FOLDER --fonts FOLDER``; it goes on from
what FOLDER already holds. ``docs/inpainting-nets.md`` lists the photographs and their terms.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.benchmarks.lettering import FONT_FOLDERS, find_fonts, random_style, render
from jobs.stages import fill_net
from jobs.stages.contract import Pixels, Plane
from jobs.stages.regions import disk
from jobs.training.grounds import photographs, piece, worn
from jobs.training.loop import Plan, train
from jobs.training.train_glyphs import LETTERS

SIDE = 96
BATCH = 16
PLAN = Plan("fill_net", steps=2400, peak_rate=1.5e-3)
CANVAS = 3 * SIDE
POOL = 2500
"""Crops that are made beforehand: to fill their holes takes longer than a step of training."""
LETTERS_SHARE = 0.85
Sample = tuple[Pixels, Pixels, Plane]


def sample(rng: np.random.Generator, sources: Sequence[Pixels], fonts: Sequence[str]) -> Sample:
    """A clean crop, the same with something on it, and the mask of where it was, each SIDE wide."""
    clean = worn(rng, piece(rng, sources, SIDE, SIDE))
    if rng.random() < LETTERS_SHARE:
        covered, hole = _lettered(rng, clean, fonts)
    else:
        covered, hole = clean, _blob(rng)
    share = float((hole > 0).mean())
    if not 0.002 < share < 0.7:
        return sample(rng, sources, fonts)
    return clean, covered, hole


def _lettered(
    rng: np.random.Generator, clean: Pixels, fonts: Sequence[str]
) -> tuple[Pixels, Plane]:
    """The crop with a part of a line of lettering on it, and the mask that should hide it."""
    size = int(np.exp(rng.uniform(np.log(9), np.log(64))))
    style = random_style(rng, fonts, size, clean.reshape(-1, 3).mean(0))
    count = int(np.clip(1.4 * CANVAS / (0.6 * size), 2, 24))
    text = "".join(LETTERS[int(i)] for i in rng.integers(0, len(LETTERS), count))
    drawn = None
    while drawn is None and len(text) > 0:
        drawn = render(text, style, (CANVAS, CANVAS), (12, (CANVAS - size) // 2))
        text = text[:-2]
    if drawn is None:
        return clean, np.zeros((SIDE, SIDE), np.uint8)
    colour, alpha, corners = drawn
    x = int(rng.integers(0, max(1, min(CANVAS, int(corners[:, 0].max())) - SIDE // 2)))
    y = (CANVAS - SIDE) // 2 + int(rng.integers(-SIDE // 4, SIDE // 4 + 1))
    x = min(x, CANVAS - SIDE)
    colour, alpha = colour[y : y + SIDE, x : x + SIDE], alpha[y : y + SIDE, x : x + SIDE]
    mixed = clean * (1 - alpha[:, :, None]) + colour * alpha[:, :, None]
    hole = np.where(alpha >= rng.choice([0.03, 0.03, 0.15]), 255, 0).astype(np.uint8)
    grown = cv2.dilate(hole, disk(int(rng.choice([0, 1, 1, 2]))))
    return np.round(mixed).astype(np.uint8), np.asarray(grown, np.uint8)


def _blob(rng: np.random.Generator) -> Plane:
    """Brush strokes, boxes and ellipses, up to a third of the crop across."""
    hole = np.zeros((SIDE, SIDE), np.uint8)
    for _ in range(int(rng.integers(1, 4))):
        ends = rng.integers(0, SIDE, 4).tolist()
        kind = rng.random()
        if kind < 0.5:
            cv2.line(hole, tuple(ends[:2]), tuple(ends[2:]), 255, int(rng.integers(2, 24)))
        else:
            axes = tuple(rng.integers(3, SIDE // 6, 2).tolist())
            cv2.ellipse(hole, tuple(ends[:2]), axes, float(rng.uniform(0, 180)), 0, 360, 255, -1)
    return hole


def pool(
    seed: int, count: int, sources: Sequence[Pixels], fonts: Sequence[str]
) -> list[tuple[NDArray[np.uint8], Pixels]]:
    """``count`` crops with their holes filled once, SIDE x SIDE x 4 with the mask; and clean."""
    rng = np.random.default_rng(seed)
    made = []
    for _ in range(count):
        clean, covered, hole = sample(rng, sources, fonts)
        made.append((np.dstack([fill_net.prefilled(covered, hole), hole]), clean))
    return made


def batches(
    seed: int, made: Sequence[tuple[NDArray[np.uint8], Pixels]]
) -> Iterator[tuple[Any, Any]]:
    """Endless batches of inputs (N, 4, SIDE, SIDE) and clean crops (N, 3, SIDE, SIDE), 0..1.

    Each crop of the pool in any of a square's eight symmetries.
    """
    rng = np.random.default_rng(seed)
    while True:
        picked = [made[int(index)] for index in rng.integers(0, len(made), BATCH)]
        views = rng.integers(0, 8, BATCH)
        inputs, targets = (
            np.stack(
                [_seen(pair[part], int(view)) for pair, view in zip(picked, views, strict=True)]
            )
            for part in (0, 1)
        )
        yield inputs, targets


def _seen(values: NDArray[np.uint8], view: int) -> NDArray[np.float32]:
    turned = fill_net.turned(values.astype(np.float32) / np.float32(255), view)
    return np.ascontiguousarray(turned.transpose(2, 0, 1))


def loss_of(net: Any, batch: tuple[Any, Any]) -> Any:
    """The distance inside the hole: squared for small errors, plain for large (Charbonnier)."""
    import torch

    inputs, targets = (torch.from_numpy(part) for part in batch)
    added = net(inputs.contiguous(memory_format=torch.channels_last))
    hole = inputs[:, 3:]
    error = (inputs[:, :3] + added - targets) * hole
    return (torch.sqrt(error**2 + 1e-4) * hole).sum() / (3 * hole.sum())


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path, help="where state and weights are kept")
    asked.add_argument("--photos", type=Path, nargs="*", default=[], help="folders of PNG files")
    asked.add_argument("--fonts", type=Path, nargs="*", default=[], help="folders of more fonts")
    given = asked.parse_args()
    grounds, faces = photographs(given.photos), find_fonts((*FONT_FOLDERS, *given.fonts))
    crops = pool(0, POOL, grounds, faces)
    train(
        fill_net.build(),
        lambda seed: batches(seed, crops),
        loss_of,
        PLAN,
        given.folder,
    )
