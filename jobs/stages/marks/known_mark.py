"""A registered mark as numbers: its colours, its alpha, and its name."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jobs.stages.contract import Picture, StageError

Floats = NDArray[np.float32]
Places = NDArray[np.bool_]

LEAST_SIDE = 16
"""Pixels; a mark smaller than this has too little shape to be told from texture."""
VISIBLE = 13
"""Alpha of 255 from which a pixel counts as a part of the mark (0.05)."""


@dataclass(frozen=True)
class KnownMark:
    """A mark cut to what can be seen of it.

    ``alpha`` is height x width, 0..1; ``colour`` the colours times alpha, height x width x 3.
    """

    name: str
    sha256: str
    colour: Floats
    alpha: Floats

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of what can be seen, in pixels."""
        return int(self.alpha.shape[1]), int(self.alpha.shape[0])


def known_mark(name: str, sha256: str, picture: Picture) -> KnownMark:
    """Cut a registered picture to its visible part; raises ``StageError`` for what cannot serve."""
    reason = unsuitable(picture)
    if reason is not None:
        raise StageError(f"The mark '{name}' cannot be looked for: {reason}")
    alpha = _alpha(picture)
    left, top, right, bottom = visible_box(picture)
    cut = shares(alpha[top:bottom, left:right])
    colour = shares(picture.pixels[top:bottom, left:right]) * cut[:, :, None]
    return KnownMark(name, sha256, colour, cut)


def shares(values: NDArray[np.uint8]) -> Floats:
    """0..255 as 0..1."""
    return np.asarray(values.astype(np.float32) / 255, np.float32)


def unsuitable(picture: Picture) -> str | None:
    """Why a picture cannot serve as a mark, in a sentence with what to do, or None."""
    left, top, right, bottom = visible_box(picture)
    width, height = right - left, bottom - top
    if width == 0:
        return "every pixel of it is transparent: export it with the mark visible."
    if min(width, height) < LEAST_SIDE:
        return (
            f"what can be seen of it is {width} x {height} pixels and at least "
            f"{LEAST_SIDE} x {LEAST_SIDE} are needed: export it larger."
        )
    cut = picture.pixels[top:bottom, left:right]
    even = _alpha(picture)[top:bottom, left:right].min() >= 255 - VISIBLE
    if even and int(np.ptp(cut.reshape(-1, 3), axis=0).max()) < VISIBLE:
        return "it is one flat box of one colour: give the mark on a transparent ground."
    return None


def visible_box(picture: Picture) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of what can be seen; all 0 when nothing can."""
    seen = _alpha(picture) >= VISIBLE
    if not seen.any():
        return 0, 0, 0, 0
    rows, columns = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _alpha(picture: Picture) -> NDArray[np.uint8]:
    if picture.alpha is None:
        return np.full(picture.pixels.shape[:2], 255, np.uint8)
    return picture.alpha
