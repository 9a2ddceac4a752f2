"""Tells shading that was laid over a ground from the ground's own, by what both do to its steps."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages.contract import Pixels

Floats = NDArray[np.float32]
Places = NDArray[np.bool_]
Moves = NDArray[np.int64]

LOCAL = 3.0
"""Deviation in pixels of the mean that steps are taken less: slow shading is the ground's own."""
AROUND = 8.0
"""Deviation in pixels of the surroundings that say how large a ground's steps are."""
DARKEST = 2.0
"""Levels added before logarithms are taken: below, rounding is all there is."""
CLIPPED = 3.0
"""Deviations at which a step's weight is held when places are compared."""
MOST = 0.97
"""The most opaque shading that something is still seen beneath."""


@dataclass(frozen=True)
class _Steps:
    """The steps from each pixel to the next one in one direction, where both are clear of
    letters: h x w, less their local mean."""

    usable: Floats
    around: Floats
    values: Floats

    @classmethod
    def of(cls, plane: Floats, usable: Floats, axis: int) -> _Steps:
        around = np.maximum(cv2.GaussianBlur(usable, (0, 0), LOCAL), 1e-3)
        return cls(usable, around, _less_mean(_steps(plane, axis), usable, around))

    def like(self, plane: Floats, axis: int) -> Floats:
        return _less_mean(_steps(plane, axis), self.usable, self.around)


@dataclass(frozen=True)
class Shading:
    """What is known of a crop's steps: of logarithms, so that shading adds to the ground's own.

    ``spread`` is the deviation that steps have around each pixel. Logarithms of a ground step by
    little almost everywhere and by much at edges (Cauchy's distribution), whatever shades it.
    """

    across: _Steps
    down: _Steps
    spread: Floats

    @classmethod
    def of(cls, pixels: Pixels, clear: Places) -> Shading:
        """``pixels`` is h x w x 3, ``clear`` true where no letters are, h x w."""
        levels = pixels.astype(np.float32).mean(axis=2) + DARKEST
        across, down = (
            _Steps.of(np.log(levels), (clear & _next(clear, axis)).astype(np.float32), axis)
            for axis in (1, 0)
        )
        count = cv2.GaussianBlur(across.usable + down.usable, (0, 0), AROUND)
        square = cv2.GaussianBlur(across.values**2 + down.values**2, (0, 0), AROUND)
        spread = np.sqrt(square / np.maximum(count, 1e-3) + levels**-2)
        return cls(across, down, np.asarray(spread, np.float32))

    def explained(self, opacity: Floats) -> float:
        """How much likelier the crop is when this, h x w, 0..1, darkens it: logarithm of the odds.

        The calmer the ground that is left, the more.
        """
        laid = np.asarray(np.log(1 - np.minimum(opacity, MOST)), np.float32)
        gain = 0.0
        for axis, steps in ((1, self.across), (0, self.down)):
            own = np.log1p((steps.values / self.spread) ** 2)
            left = np.log1p(((steps.values - steps.like(laid, axis)) / self.spread) ** 2)
            gain += float((own - left).sum())
        return gain

    def likeliest(self, shape: Floats, moves: Moves, count: int) -> list[tuple[int, int]]:
        """By which of ``moves``, dx and dy in pixels, n x 2, ``shape`` best darkens the crop.

        All are tried at once by correlation, as if shading were faint.
        """
        reach = int(np.abs(moves).max())
        size = shape.shape[0] + 2 * reach, shape.shape[1] + 2 * reach
        size = cv2.getOptimalDFTSize(size[0]), cv2.getOptimalDFTSize(size[1])
        fits, energy = np.zeros(size), np.zeros(size)
        for axis, steps in ((1, self.across), (0, self.down)):
            weight = steps.usable / self.spread**2
            limit = CLIPPED * self.spread
            own = _spectrum(np.clip(steps.values, -limit, limit) * weight, size)
            mine = _steps(-shape, axis)
            mine = mine - cv2.GaussianBlur(mine, (0, 0), LOCAL)
            fits += np.fft.irfft2(own * np.conj(_spectrum(mine, size)), size)
            energy += np.fft.irfft2(
                _spectrum(weight, size) * np.conj(_spectrum(mine**2, size)), size
            )
        there = moves[:, 1], moves[:, 0]
        gain = np.maximum(fits[there], 0) ** 2 / np.maximum(energy[there], 1e-3)
        best = np.argsort(-gain, kind="stable")[:count]
        return [(int(dx), int(dy)) for dx, dy in moves[best]]


def _steps(plane: Floats, axis: int) -> Floats:
    return np.asarray(np.diff(plane, axis=axis, append=plane[-1:] if axis == 0 else plane[:, -1:]))


def _next(clear: Places, axis: int) -> Places:
    """Whether the next pixel is clear too; there is none after the last."""
    shifted = np.zeros_like(clear)
    if axis:
        shifted[:, :-1] = clear[:, 1:]
    else:
        shifted[:-1] = clear[1:]
    return shifted


def _less_mean(steps: Floats, usable: Floats, around: Floats) -> Floats:
    mean = cv2.GaussianBlur(steps * usable, (0, 0), LOCAL) / around
    return np.asarray((steps - mean) * usable, np.float32)


def _spectrum(plane: Floats, size: tuple[int, int]) -> NDArray[np.complex128]:
    return np.asarray(np.fft.rfft2(plane, size), np.complex128)
