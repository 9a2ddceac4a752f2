"""Texture for a fill that is right but soft: fine detail from like places around it."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages.contract import Plane
from jobs.stages.membrane import Floats
from jobs.stages.patch_matching import RADIUS, Level, patches, search, targets_of

STEP = 3
"""Pixels between the centres of patches, which reach over each other."""
SOFT = 0.6
"""Deviation of the blur, for each time that the drawing was enlarged."""


def with_detail(
    filled: Floats,
    hole: Plane,
    enlarged: float,
    rng: np.random.Generator,
    checkpoint: Callable[[], None] = lambda: None,
) -> Floats:
    """Add to ``filled``, inside ``hole``, the detail that it lost by being ``enlarged`` so much.

    A patch of the soft fill takes the detail of the known patch that looks most like it when it
    is as soft (image analogies, Hertzmann et al., 2001). Where patches overlap their details are
    averaged and given back the strength that averaging takes. Without a whole patch outside the
    hole, ``filled`` stands. ``checkpoint`` is called between parts of the work and may raise.
    """
    soft = cv2.GaussianBlur(filled, (0, 0), SOFT * enlarged)
    level = Level(np.asarray(soft, np.float32), hole)
    if not len(level.sources):
        return filled
    targets = targets_of(hole)
    targets = targets[(targets % STEP == 0).all(axis=1)]
    total = np.zeros(filled.shape, np.float32)
    squares = np.zeros(hole.shape, np.float32)
    for part in np.array_split(targets, max(1, len(targets) // 1000)):
        checkpoint()
        found = search(soft, part, level.sources, rng)
        _lay(patches(filled - soft, found), part, total, squares)
    detail = total / np.sqrt(np.maximum(squares, 1e-6))[:, :, None]
    return np.where(hole[:, :, None] > 0, soft + detail, filled).astype(np.float32)


def _lay(details: Floats, centres: NDArray[np.int64], total: Floats, squares: Floats) -> None:
    """Add patches of detail to ``total``, and the square of their weights to ``squares``."""
    side = 2 * RADIUS + 1
    bell = np.outer(np.hanning(side + 2)[1:-1], np.hanning(side + 2)[1:-1]).astype(np.float32)
    height, width = squares.shape
    for detail, (row, column) in zip(details.reshape(-1, side, side, 3), centres, strict=True):
        top, left = row - RADIUS, column - RADIUS
        rows = slice(max(0, top), min(height, top + side))
        columns = slice(max(0, left), min(width, left + side))
        inner = (
            slice(rows.start - top, rows.stop - top),
            slice(columns.start - left, columns.stop - left),
        )
        total[rows, columns] += bell[inner][:, :, None] * detail[inner]
        squares[rows, columns] += bell[inner] ** 2
