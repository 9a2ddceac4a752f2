"""Counts the stripped copies of photos that are known again by their look, and the mistakes.

Run ``python -m jobs.benchmarks.copies PHOTOS [COUNT]``.
"""

from __future__ import annotations

import io
import itertools
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from jobs.benchmarks.photos import choose
from jobs.stages.contract import Pixels
from jobs.stages.likeness import ALIKE, NEAR_BITS, likeness
from jobs.stages.perceptual_hash import distance, phash

Copy = Callable[[Pixels], Pixels]


@dataclass(frozen=True)
class Row:
    """One way of copying: how many were known again, and the least alike of them all."""

    way: str
    known: int
    photos: int
    least: float

    def line(self) -> str:
        """For a terminal."""
        return f"{self.way:34} {self.known:4} of {self.photos:4}   least alike {self.least:5.2f}"


@dataclass(frozen=True)
class Report:
    """Copies by their way, and pairs of different photos that pass for copies."""

    rows: tuple[Row, ...]
    pairs: int
    near: int
    mistaken: int
    likest: float

    def lines(self) -> list[str]:
        """For a terminal."""
        return [
            *(row.line() for row in self.rows),
            f"{self.pairs} pairs of different photos: {self.near} within {NEAR_BITS} bits, "
            f"{self.mistaken} taken for copies; the likest of those {self.likest:.2f}, "
            f"{ALIKE} is needed",
        ]


def run(photos: Path, count: int, *, seed: int = 2026) -> Report:
    """Copy ``count`` photos in every way, and compare each with each; ``seed`` draws the grain.

    Raises ``ValueError`` when the folder holds fewer photos.
    """
    pictures = [np.asarray(Image.open(path).convert("RGB")) for path in choose(photos, count)]
    hashes = [phash(picture) for picture in pictures]
    random = np.random.default_rng(seed)
    ways = {**COPIES, "grain of 8 levels": lambda pixels: _grained(pixels, random)}
    rows = tuple(_row(way, copied, pictures, hashes) for way, copied in ways.items())
    near = [
        likeness(pictures[one], pictures[other])
        for one, other in itertools.combinations(range(len(pictures)), 2)
        if distance(hashes[one], hashes[other]) <= NEAR_BITS
    ]
    return Report(
        rows=rows,
        pairs=len(pictures) * (len(pictures) - 1) // 2,
        near=len(near),
        mistaken=sum(alike >= ALIKE for alike in near),
        likest=max(near, default=0.0),
    )


def _row(way: str, copied: Copy, pictures: list[Pixels], hashes: list[str]) -> Row:
    known, least = 0, 1.0
    for picture, own in zip(pictures, hashes, strict=True):
        copy = copied(picture)
        alike = likeness(copy, picture)
        least = min(least, alike)
        known += distance(phash(copy), own) <= NEAR_BITS and alike >= ALIKE
    return Row(way, known, len(pictures), least)


def _saved(pixels: Pixels, quality: int, scale: float = 1.0, squeeze: float = 1.0) -> Pixels:
    """As a site would keep it: scaled, and saved as a JPEG without anything else."""
    size = round(pixels.shape[1] * scale * squeeze), round(pixels.shape[0] * scale)
    buffer = io.BytesIO()
    scaled = Image.fromarray(pixels).resize(size, Image.Resampling.LANCZOS)
    scaled.save(buffer, "JPEG", quality=quality)
    return np.asarray(Image.open(buffer).convert("RGB"))


def _cropped(pixels: Pixels, share: float) -> Pixels:
    rows, columns = (int(side * share / 2) for side in pixels.shape[:2])
    return pixels[rows : pixels.shape[0] - rows, columns : pixels.shape[1] - columns]


def _brighter(pixels: Pixels) -> Pixels:
    return np.clip(pixels * 1.15 + 8, 0, 255).astype(np.uint8)


def _grained(pixels: Pixels, random: np.random.Generator) -> Pixels:
    return np.clip(pixels + random.normal(0, 8, pixels.shape), 0, 255).astype(np.uint8)


def _grey(pixels: Pixels) -> Pixels:
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    return np.repeat(grey[:, :, None], 3, axis=2)


COPIES: dict[str, Copy] = {
    "JPEG, quality 90": lambda pixels: _saved(pixels, 90),
    "JPEG, quality 20": lambda pixels: _saved(pixels, 20),
    "half the size, quality 75": lambda pixels: _saved(pixels, 75, 0.5),
    "a quarter, quality 75": lambda pixels: _saved(pixels, 75, 0.25),
    "an eighth, quality 75": lambda pixels: _saved(pixels, 75, 0.125),
    "twice the size, quality 85": lambda pixels: _saved(pixels, 85, 2.0),
    "squeezed to 90 % of its width": lambda pixels: _saved(pixels, 90, squeeze=0.9),
    "brighter": _brighter,
    "without colour": _grey,
    "2 % cropped": lambda pixels: _cropped(pixels, 0.02),
    "5 % cropped": lambda pixels: _cropped(pixels, 0.05),
}
"""What becomes of a picture on its way through sites and programs."""


if __name__ == "__main__":
    folder, number = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 60
    print("\n".join(run(folder, number).lines()))  # noqa: T201
