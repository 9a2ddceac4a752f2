"""How near colour and contrast come to a target, and what that costs in fidelity."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from jobs.benchmarks.photos import choose
from jobs.stages.alignment import Aim, AlignmentDetails, Limits, align
from jobs.stages.contract import Picture, Pixels
from jobs.stages.looks import LOOKS

SCALE = 2
_PICTURE = "0" * 64
_CAST = np.array([[0.78, 0.74, 0.7], [8.0, 14.0, 34.0]])
"""Gain and levels added for red, green and blue: a faded print in blue light."""


@dataclass(frozen=True)
class Row:
    """One kind of target over all photos: means, and the least fidelity."""

    name: str
    details: tuple[AlignmentDetails, ...]

    def line(self) -> str:
        """As the table shows it."""
        found = [
            (one.before.delta_e, one.after.delta_e, one.before.histogram, one.after.histogram,
             one.changed, one.strength)
            for one in self.details
        ]  # fmt: skip
        before, after, first, last, changed, strength = np.mean(found, axis=0)
        least = min(one.fidelity_db for one in self.details)
        return (
            f"{self.name:28} {before:6.1f} → {after:5.1f} {first:8.2f} → {last:5.2f} "
            f"{changed:8.1f} {strength:8.2f} {least:10.1f}"
        )


def run(photos: Path, count: int, *, seed: int) -> list[str]:
    """The table's lines: photos enlarged twice (linear) and brought to each kind of target.

    Every look; the photo itself before it was given a blue cast and less contrast; and another
    photo, drawn by ``seed``, as the reference. Raises ``ValueError`` when there are too few.
    """
    paths = choose(photos, count)
    pictures = [np.asarray(Image.open(path).convert("RGB")) for path in paths]
    random = np.random.default_rng(seed)
    others = [(index + int(random.integers(1, count))) % count for index in range(count)]
    rows = [Row(f"look: {name}", _each(pictures, name, pictures)) for name in LOOKS]
    prints = [faded(picture) for picture in pictures]
    rows.append(Row("faded, back to what it was", _each(prints, _PICTURE, pictures)))
    references = [pictures[other] for other in others]
    rows.append(Row("another photo", _each(pictures, _PICTURE, references)))
    head = f"{'target':28} {'ΔE2000':>14} {'histogram':>17} {'moved ΔE':>10} {'strength':>8}"
    return [f"{head} {'least dB':>10}", *(row.line() for row in rows)]


def _each(
    pictures: list[Pixels], target: str, references: list[Pixels]
) -> tuple[AlignmentDetails, ...]:
    return tuple(
        _aligned(pixels, target, reference)
        for pixels, reference in zip(pictures, references, strict=True)
    )


def _aligned(pixels: Pixels, target: str, reference: Pixels) -> AlignmentDetails:
    aim = Aim.of(target, pixels, lambda digest: Picture(reference))
    large = cv2.resize(pixels, None, fx=SCALE, fy=SCALE, interpolation=cv2.INTER_LINEAR)
    return align(large, aim, Limits(), (pixels.shape[1], pixels.shape[0]))[1]


def faded(pixels: Pixels) -> Pixels:
    """The picture with a blue cast and less contrast."""
    blue: Pixels = np.clip(np.rint(pixels * _CAST[0] + _CAST[1]), 0, 255).astype(np.uint8)
    return blue
