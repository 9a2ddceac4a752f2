"""Pieces of photographs with what they were scaled down to: what enlarging is learned from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages.contract import Pixels

SCALE = 4
SIZES = (1.0, 0.7, 0.5, 0.35)
"""Each photograph is learned from at several sizes, since reduced ones are sharper."""
_MOST = 1_500_000
"""Values from which on a larger photograph is shown no more often."""


def sizes_of(photos: Sequence[Pixels], least: int) -> list[Pixels]:
    """Every photograph at every one of ``SIZES`` at which both sides have ``least`` pixels."""
    made = []
    for photo in photos:
        for size in SIZES:
            wide, high = (int(side * size) // SCALE * SCALE for side in photo.shape[1::-1])
            if min(wide, high) >= least:
                reduced = cv2.resize(photo, (wide, high), interpolation=cv2.INTER_AREA)
                made.append(np.asarray(reduced, np.uint8))
    return made


def scaled_down(photo: Pixels) -> Pixels:
    """A photograph whose sides ``SCALE`` divides, at a fraction of its size."""
    size = photo.shape[1] // SCALE, photo.shape[0] // SCALE
    return np.asarray(cv2.resize(photo, size, interpolation=cv2.INTER_AREA), np.uint8)


def shares(photos: Sequence[Pixels]) -> NDArray[np.float64]:
    """How often each photograph is shown: larger ones more often, up to a size."""
    share = np.array([min(photo.size, _MOST) for photo in photos], np.float64)
    total = float(share.sum())
    return share / total


def alike(rng: np.random.Generator, *pictures: Pixels) -> list[Pixels]:
    """All pictures in the same one of a square's eight symmetries, now and then recoloured."""
    turns, mirrored, order = int(rng.integers(4)), rng.random() < 0.5, [0, 1, 2]
    if rng.random() < 0.25:
        order = rng.permutation(3).tolist()
    turned = (np.rot90(picture[..., order], turns) for picture in pictures)
    return [picture[:, ::-1] if mirrored else picture for picture in turned]


def planes(pictures: Sequence[Pixels]) -> NDArray[np.float32]:
    """N x 3 x H x W in 0..1."""
    stacked = np.stack(pictures).astype(np.float32).transpose(0, 3, 1, 2) / np.float32(255)
    return np.ascontiguousarray(stacked)


def back_projected(enlarged: Any, small: Any, rounds: int) -> Any:
    """Iterative back-projection of tensors, as ``jobs.stages.back_projection`` does it."""
    from torch.nn import functional

    for _ in range(rounds):
        reduced = functional.interpolate(enlarged, small.shape[2:], mode="area")
        missing = functional.interpolate(small - reduced, enlarged.shape[2:], mode="bilinear")
        enlarged = enlarged + missing
    return enlarged
