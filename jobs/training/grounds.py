"""Free photographs and made-up textures: what our networks' training pictures are cut from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from jobs.stages.contract import Pixels

MADE_UP_SHARE = 0.12
JOINED_SHARE = 0.25
_SHIPPED = (
    "astronaut", "coffee", "chelsea", "rocket", "hubble_deep_field", "retina", "brick", "gravel",
    "grass", "camera", "coins", "immunohistochemistry",
)  # fmt: skip


def photographs(folders: Sequence[Path]) -> list[Pixels]:
    """The free photographs that scikit-image carries, and those in ``folders``, as RGB."""
    import skimage.data

    loaded = [np.asarray(getattr(skimage.data, name)()) for name in _SHIPPED]
    for path in sorted(path for folder in folders for path in folder.glob("*.png")):
        loaded.append(np.asarray(Image.open(path).convert("RGB")))
    colour = (each if each.ndim == 3 else np.repeat(each[:, :, None], 3, axis=2) for each in loaded)
    return [np.ascontiguousarray(each[:, :, :3], np.uint8) for each in colour]


def ground(rng: np.random.Generator, sources: Sequence[Pixels], width: int, height: int) -> Pixels:
    """A ground to write on: a piece of a photo, a made-up texture, or two of them joined."""
    first = piece(rng, sources, width, height)
    if rng.random() < JOINED_SHARE:
        second = piece(rng, sources, width, height)
        line = rng.normal(0, 1, 3)
        rows, columns = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
        side = line[0] * columns + line[1] * rows + 0.5 * line[2] > 0
        first = np.where(side[:, :, None], first, second)
    gain, shift = np.float32(rng.uniform(0.5, 1.4)), np.float32(rng.normal(0, 30))
    tint = rng.normal(1, 0.08, 3).astype(np.float32)
    return np.clip((first - np.float32(128)) * gain * tint + 128 + shift, 0, 255).astype(np.uint8)


def piece(rng: np.random.Generator, sources: Sequence[Pixels], width: int, height: int) -> Pixels:
    """A piece of a photograph, larger ones likelier, at some scale; or a made-up texture."""
    if rng.random() < MADE_UP_SHARE:
        return _texture(rng, width, height)
    share = np.array([min(each.size, 2_000_000) for each in sources], np.float64)
    source = sources[int(rng.choice(len(sources), p=share / share.sum()))]
    scale = float(np.exp(rng.uniform(np.log(0.6), np.log(3.5))))
    scale = min(scale, source.shape[1] / width, source.shape[0] / height)
    wide, high = int(width * scale), int(height * scale)
    x = int(rng.integers(source.shape[1] - wide + 1))
    y = int(rng.integers(source.shape[0] - high + 1))
    cut = source[y : y + high, x : x + wide]
    if rng.random() < 0.5:
        cut = cut[:, ::-1]
    if rng.random() < 0.25:
        cut = cut[:, :, rng.permutation(3)]
    method = cv2.INTER_AREA if scale > 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(cut, (width, height), interpolation=method), np.uint8)


def _texture(rng: np.random.Generator, width: int, height: int) -> Pixels:
    total: NDArray[np.float32] = np.zeros((height, width, 3), np.float32)
    for octave in range(1, 6):
        cells = 2**octave
        shape = (max(2, height * cells // 96), max(2, width * cells // 96), 3)
        coarse = rng.normal(0, 1, shape).astype(np.float32)
        total += cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC) / cells ** (
            rng.uniform(0.2, 1.2)
        )
    return np.clip(rng.uniform(40, 215, 3) + total * rng.uniform(5, 60), 0, 255).astype(np.uint8)


def worn(rng: np.random.Generator, pixels: Pixels) -> Pixels:
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
