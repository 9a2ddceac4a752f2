"""Trains the letter network on text drawn over free photographs and made-up grounds.

Run ``python -m jobs.training.train_glyphs FOLDER --photos FOLDER --fonts FOLDER``; it goes on from
what FOLDER already holds. ``docs/glyph-net.md`` lists the photographs and their terms.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.benchmarks.lettering import FONT_FOLDERS, Colour, find_fonts, random_style, render
from jobs.stages import glyph_net
from jobs.stages.contract import Pixels
from jobs.training.grounds import ground, photographs, worn
from jobs.training.loop import Plan, train

HEIGHT, WIDTH = 64, 256
BATCH = 12
PLAN = Plan("glyph_net", steps=5000, peak_rate=2e-3)
OVERLONG_SHARE = 0.3
"""How often an outline runs on past its text over ground that only looks like some."""
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789&%$.,:!?-@/#eeaaoinrst"
Sample = tuple[Pixels, NDArray[np.uint8], NDArray[np.float32]]


def sample(rng: np.random.Generator, sources: Sequence[Pixels], fonts: Sequence[str]) -> Sample:
    """One crop as the stage would cut it: pixels, outline, and the two targets (0..1)."""
    size = int(np.clip(rng.lognormal(np.log(24), 0.5), 9, 80))
    scale = float(np.clip(rng.normal(34, 5) / (1.15 * size), 0.4, 4.0))
    width, height = round(WIDTH / scale), round(HEIGHT / scale)
    pixels = ground(rng, sources, width, height)
    outline = np.zeros((height, width), np.uint8)
    painted = np.zeros((height, width), np.float32)
    letters = np.zeros((height, width), np.float32)
    room = max(2, int(width / (0.62 * size)))
    text = _words(rng, min(int(rng.integers(3, 30)), room))
    at = int(rng.uniform(5, 0.2 * width + 6)), int(height / 2 - 0.6 * size + rng.normal(0, 2))
    style = random_style(rng, fonts, size, pixels.reshape(-1, 3).mean(0))
    if rng.random() < 0.35:
        style = replace(style, colour=_from_ground(rng, pixels) or style.colour)
    drawn = render(text, style, (width, height), at)
    if drawn is None or rng.random() < 0.04:
        cv2.rectangle(outline, (at[0], at[1]), (at[0] + 5 * size, at[1] + size), 255, -1)
    else:
        colour, alpha, corners = drawn
        mixed = pixels * (1 - alpha[:, :, None]) + colour * alpha[:, :, None]
        pixels = np.round(mixed).astype(np.uint8)
        grown = _loosened(rng, corners, size)
        cv2.fillPoly(outline, [grown], 255)
        painted = (alpha >= 0.03).astype(np.float32)
        plain = _plain(text, style, (width, height), at)
        letters = plain
    pixels = worn(rng, pixels)
    return (
        _resized(pixels, scale),
        np.asarray(cv2.resize(outline, (WIDTH, HEIGHT), interpolation=cv2.INTER_LINEAR), np.uint8),
        np.stack([_resized(painted, scale), _resized(letters, scale)]),
    )


def _from_ground(rng: np.random.Generator, pixels: Pixels) -> Colour | None:
    """A colour that the ground itself has, away from its mean: letters hard to tell apart."""
    level = pixels.astype(np.float32).mean(axis=2)
    away = pixels[np.abs(level - level.mean()) > 55]
    if not len(away):
        return None
    red, green, blue = (int(value) for value in away[int(rng.integers(len(away)))])
    return red, green, blue


def _plain(text: str, style: Any, size: tuple[int, int], at: tuple[int, int]) -> Any:
    bare = render(text, replace(style, outline=0, shadow=None, opacity=1.0), size, at)
    return bare[1] if bare is not None else np.zeros(size[::-1], np.float32)


def _words(rng: np.random.Generator, length: int) -> str:
    letters = [LETTERS[int(i)] for i in rng.integers(0, len(LETTERS), length)]
    for index in range(int(rng.integers(2, 8)), length - 1, int(rng.integers(3, 9))):
        letters[index] = " "
    return "".join(letters)


def _loosened(rng: np.random.Generator, corners: NDArray[np.float32], size: int) -> Any:
    """Corners as a detector would give them: moved out, sometimes in, never quite right."""
    out = corners - corners.mean(0)
    grow = size * np.array([rng.uniform(-0.1, 0.3), rng.uniform(-0.08, 0.3)])
    moved = corners + np.sign(out) * grow + rng.normal(0, 0.03 * size, (4, 2))
    if rng.random() < OVERLONG_SHARE:
        along = (corners[1] - corners[0]) / max(
            1e-6, float(np.linalg.norm(corners[1] - corners[0]))
        )
        ends = ([1, 2], 1) if rng.random() < 0.5 else ([0, 3], -1)
        moved[ends[0]] += ends[1] * along * size * rng.uniform(0.5, 4)
    return moved.round().astype(np.int32)


def _resized(plane: Any, scale: float) -> Any:
    method = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
    plane = cv2.resize(plane, (WIDTH, HEIGHT), interpolation=method)
    return np.clip(plane, 0, 1) if plane.dtype == np.float32 else plane


def batches(
    seed: int, sources: Sequence[Pixels], fonts: Sequence[str]
) -> Iterator[tuple[Any, Any]]:
    """Endless batches of inputs (N, 4, H, W) and targets (N, 2, H, W)."""
    rng = np.random.default_rng(seed)
    while True:
        drawn = [sample(rng, sources, fonts) for _ in range(BATCH)]
        inputs = [np.dstack([pixels, outline]).transpose(2, 0, 1) for pixels, outline, _ in drawn]
        targets = [target for _, _, target in drawn]
        yield np.stack(inputs).astype(np.float32) / 255, np.stack(targets).astype(np.float32)


def loss_of(net: Any, batch: tuple[Any, Any]) -> Any:
    """Cross entropy, and the overlap of what is painted (soft Dice), which thin strokes need."""
    import torch

    inputs, targets = (torch.from_numpy(part) for part in batch)
    logits = net(inputs.contiguous(memory_format=torch.channels_last))
    entropy = torch.nn.functional.binary_cross_entropy_with_logits(logits, targets)
    share = torch.sigmoid(logits)
    overlap = 2 * (share * targets).sum((2, 3)) + 1
    dice = 1 - overlap / (share.sum((2, 3)) + targets.sum((2, 3)) + 1)
    return entropy + 0.3 * dice.mean()


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path, help="where state and weights are kept")
    asked.add_argument("--photos", type=Path, nargs="*", default=[], help="folders of PNG files")
    asked.add_argument("--fonts", type=Path, nargs="*", default=[], help="folders of more fonts")
    given = asked.parse_args()
    grounds, faces = photographs(given.photos), find_fonts((*FONT_FOLDERS, *given.fonts))
    train(
        glyph_net.build(),
        lambda seed: batches(seed, grounds, faces),
        loss_of,
        PLAN,
        given.folder,
    )
