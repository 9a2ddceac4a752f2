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

from jobs.benchmarks.lettering import FONT_FOLDERS, find_fonts, random_style, render
from jobs.stages import fill_net
from jobs.stages.contract import Pixels, Plane
from jobs.stages.regions import disk
from jobs.training.grounds import photographs, piece, worn
from jobs.training.loop import Plan, train

SIDE = 96
BATCH = 16
PLAN = Plan("fill_net", steps=3600, peak_rate=1.5e-3)
CANVAS = 3 * SIDE
LETTERS_SHARE = 0.85
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789&%$.,:!?-@/#eeaaoinrst"
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
    text = "".join(_LETTERS[int(i)] for i in rng.integers(0, len(_LETTERS), count))
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


def batches(
    seed: int, sources: Sequence[Pixels], fonts: Sequence[str]
) -> Iterator[tuple[Any, Any]]:
    """Endless batches of inputs (N, 4, SIDE, SIDE) and clean crops (N, 3, SIDE, SIDE), 0..1."""
    rng = np.random.default_rng(seed)
    while True:
        inputs, targets = [], []
        for _ in range(BATCH):
            clean, covered, hole = sample(rng, sources, fonts)
            if rng.random() < 0.5:
                clean, covered, hole = clean[::-1], covered[::-1], hole[::-1]
            if rng.random() < 0.5:
                clean, covered = clean.transpose(1, 0, 2), covered.transpose(1, 0, 2)
                hole = hole.T
            covered, hole = np.ascontiguousarray(covered), np.ascontiguousarray(hole)
            before = fill_net.prefilled(covered, hole)
            inputs.append(np.dstack([before, hole]).transpose(2, 0, 1))
            targets.append(clean.transpose(2, 0, 1))
        yield np.stack(inputs).astype(np.float32) / 255, np.stack(targets).astype(np.float32) / 255


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
    train(
        fill_net.build(),
        lambda seed: batches(seed, grounds, faces),
        loss_of,
        PLAN,
        given.folder,
    )
