"""Trains the letter network on text drawn over free photographs and made-up grounds.

Run ``python -m jobs.training.train_glyphs FOLDER``; it goes on from what FOLDER already holds.
The photographs come with scikit-image and are public domain, CC0 or without known restrictions;
``docs/glyph-net.md`` lists them.
"""

from __future__ import annotations

import sys
import time
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

HEIGHT, WIDTH = 64, 256
BATCH = 12
STEPS = 2700
PEAK_RATE = 2e-3
_PHOTOS = (
    "astronaut", "coffee", "chelsea", "rocket", "hubble_deep_field", "retina", "brick", "gravel",
    "grass", "camera", "coins", "immunohistochemistry",
)  # fmt: skip
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789&%$.,:!?-@/#eeaaoinrst"
Sample = tuple[Pixels, NDArray[np.uint8], NDArray[np.float32]]


def photos() -> list[Pixels]:
    """The free photographs, as RGB."""
    import skimage.data

    loaded = []
    for name in _PHOTOS:
        pixels = np.asarray(getattr(skimage.data, name)())
        pixels = pixels if pixels.ndim == 3 else np.repeat(pixels[:, :, None], 3, axis=2)
        loaded.append(np.ascontiguousarray(pixels[:, :, :3], np.uint8))
    return loaded


def ground(rng: np.random.Generator, sources: Sequence[Pixels], width: int, height: int) -> Pixels:
    """A ground to write on: a piece of a photo, a made-up texture, or two of them joined."""
    first = _piece(rng, sources, width, height)
    if rng.random() < 0.35:
        second = _piece(rng, sources, width, height)
        line = rng.normal(0, 1, 3)
        rows, columns = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
        side = line[0] * columns + line[1] * rows + 0.5 * line[2] > 0
        first = np.where(side[:, :, None], first, second)
    gain, shift = rng.uniform(0.5, 1.4), rng.normal(0, 30)
    tint = rng.normal(1, 0.12, 3)
    return np.clip((first - 128.0) * gain * tint + 128 + shift, 0, 255).astype(np.uint8)


def _piece(rng: np.random.Generator, sources: Sequence[Pixels], width: int, height: int) -> Pixels:
    if rng.random() < 0.2:
        return _texture(rng, width, height)
    source = sources[int(rng.integers(len(sources)))]
    scale = float(rng.uniform(0.6, 2.5))
    scale = min(scale, source.shape[1] / width, source.shape[0] / height)
    wide, high = int(width * scale), int(height * scale)
    x = int(rng.integers(source.shape[1] - wide + 1))
    y = int(rng.integers(source.shape[0] - high + 1))
    piece = source[y : y + high, x : x + wide]
    if rng.random() < 0.5:
        piece = piece[:, ::-1]
    if rng.random() < 0.3:
        piece = piece[:, :, rng.permutation(3)]
    method = cv2.INTER_AREA if scale > 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(piece, (width, height), interpolation=method), np.uint8)


def _texture(rng: np.random.Generator, width: int, height: int) -> Pixels:
    total = np.zeros((height, width, 3), np.float32)
    for octave in range(1, 6):
        cells = 2**octave
        shape = (max(2, height * cells // 96), max(2, width * cells // 96), 3)
        coarse = rng.normal(0, 1, shape).astype(np.float32)
        total += cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC) / cells ** (
            rng.uniform(0.2, 1.2)
        )
    return np.clip(rng.uniform(40, 215, 3) + total * rng.uniform(5, 60), 0, 255).astype(np.uint8)


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
    pixels = _worn(rng, pixels)
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
    letters = [_LETTERS[int(i)] for i in rng.integers(0, len(_LETTERS), length)]
    for index in range(int(rng.integers(2, 8)), length - 1, int(rng.integers(3, 9))):
        letters[index] = " "
    return "".join(letters)


def _loosened(rng: np.random.Generator, corners: NDArray[np.float32], size: int) -> Any:
    """Corners as a detector would give them: moved out, sometimes in, never quite right."""
    out = corners - corners.mean(0)
    grow = size * np.array([rng.uniform(-0.1, 0.3), rng.uniform(-0.08, 0.3)])
    moved = corners + np.sign(out) * grow + rng.normal(0, 0.03 * size, (4, 2))
    return moved.round().astype(np.int32)


def _worn(rng: np.random.Generator, pixels: Pixels) -> Pixels:
    """Compressed, softened or noisy, as pictures that were passed on are."""
    if rng.random() < 0.15:
        pixels = np.asarray(cv2.GaussianBlur(pixels, (0, 0), rng.uniform(0.3, 1.0)), np.uint8)
    if rng.random() < 0.2:
        noisy = pixels + rng.normal(0, rng.uniform(1, 8), pixels.shape)
        pixels = np.clip(noisy, 0, 255).astype(np.uint8)
    if rng.random() < 0.4:
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(55, 97))]
        coded = cv2.imencode(".jpg", pixels, quality)[1]
        pixels = np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), np.uint8)
    return pixels


def _resized(plane: Any, scale: float) -> Any:
    method = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
    plane = cv2.resize(plane, (WIDTH, HEIGHT), interpolation=method)
    return np.clip(plane, 0, 1) if plane.dtype == np.float32 else plane


def batches(seed: int, fonts: Sequence[str]) -> Iterator[tuple[Any, Any]]:
    """Endless batches of inputs (N, 4, H, W) and targets (N, 2, H, W)."""
    rng, sources = np.random.default_rng(seed), photos()
    while True:
        drawn = [sample(rng, sources, fonts) for _ in range(BATCH)]
        inputs = [np.dstack([pixels, outline]).transpose(2, 0, 1) for pixels, outline, _ in drawn]
        targets = [target for _, _, target in drawn]
        yield np.stack(inputs).astype(np.float32) / 255, np.stack(targets).astype(np.float32)


def train(folder: Path, fonts: Sequence[str]) -> Path:
    """Train to the end and return the weights' path; half precision, averaged over steps."""
    import torch
    from safetensors.torch import save_file

    torch.manual_seed(0)
    net = glyph_net.build().to(memory_format=torch.channels_last)
    average = torch.optim.swa_utils.AveragedModel(
        net, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.995)
    )
    optimiser = torch.optim.AdamW(net.parameters(), lr=PEAK_RATE, weight_decay=1e-4)
    parts = {"net": net, "average": average, "optimiser": optimiser}
    kept, done = folder / "state.pt", 0
    if kept.exists():
        state = torch.load(kept, weights_only=True)
        done = state.pop("done")
        for name, part in parts.items():
            part.load_state_dict(state[name])
    began, losses = time.monotonic(), []
    for inputs, targets in batches(done, fonts):
        loss = _loss(net, torch.from_numpy(inputs), torch.from_numpy(targets))
        for group in optimiser.param_groups:
            group["lr"] = rate(done)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        average.update_parameters(net)
        losses.append(float(loss.detach()))
        done += 1
        if done % 100 == 0 or done == STEPS:
            spent = time.monotonic() - began
            sys.stdout.write(f"{done} loss {np.mean(losses[-100:]):.4f} {spent:.0f} s\n")
            sys.stdout.flush()
            torch.save(
                {name: part.state_dict() for name, part in parts.items()} | {"done": done}, kept
            )
            half = {name: value.half() for name, value in average.module.state_dict().items()}
            save_file(
                {name: value.contiguous() for name, value in half.items()},
                folder / "glyph_net.safetensors",
            )
        if done >= STEPS:
            break
    return folder / "glyph_net.safetensors"


def rate(done: int) -> float:
    """The learning rate after ``done`` steps: up for a twentieth of them, then a half cosine."""
    share = done / STEPS
    return PEAK_RATE * min(1.0, 20 * share) * (0.5 + 0.5 * float(np.cos(np.pi * share)))


def _loss(net: Any, inputs: Any, targets: Any) -> Any:
    """Cross entropy, and the overlap of what is painted (soft Dice), which thin strokes need."""
    import torch

    logits = net(inputs.contiguous(memory_format=torch.channels_last))
    entropy = torch.nn.functional.binary_cross_entropy_with_logits(logits, targets)
    share = torch.sigmoid(logits)
    overlap = 2 * (share * targets).sum((2, 3)) + 1
    dice = 1 - overlap / (share.sum((2, 3)) + targets.sum((2, 3)) + 1)
    return entropy + 0.3 * dice.mean()


if __name__ == "__main__":
    place = Path(sys.argv[1])
    place.mkdir(parents=True, exist_ok=True)
    more = tuple(Path(name) for name in sys.argv[2:])
    train(place, find_fonts((*FONT_FOLDERS, *more)))
