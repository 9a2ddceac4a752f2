"""An enlargement and the picture it came from, worked on strip by strip in bounded memory."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages.contract import Pixels
from jobs.stages.resampling import Floats, area_weights, linear_weights, resample

HEIGHT = 64
"""Source rows worked on at once, which bounds the memory for float pixels."""
FIXED_POINT = 256
"""Steps to a level: whole levels, rounded at a tile's blend, would show as ±2 in the end."""

Fixed = NDArray[np.uint16]
"""RGB, height x width x 3, in levels times ``FIXED_POINT``."""


@dataclass(frozen=True)
class Strip:
    """Some rows of an enlargement, float32 RGB in levels, and the source rows they came from.

    ``down`` and ``up`` are the weights of its rows in the whole picture's coordinates; columns,
    which are whole, go through OpenCV.
    """

    large: Floats
    source: Floats
    down: Floats
    up: Floats

    def reduced(self, pixels: Floats) -> Floats:
        """``pixels``, of the enlargement's size, scaled down by area to the source's."""
        return _columns(resample(self.down, None, pixels), self.source.shape[1], cv2.INTER_AREA)

    def enlarged(self, pixels: Floats) -> Floats:
        """``pixels``, of the source's size, interpolated linearly to the enlargement's."""
        return resample(self.up, None, _columns(pixels, self.large.shape[1], cv2.INTER_LINEAR))


def _columns(pixels: Floats, width: int, interpolation: int) -> Floats:
    resized: Floats = cv2.resize(pixels, (width, pixels.shape[0]), interpolation=interpolation)
    return resized


def in_strips(
    large: Pixels | Fixed,
    source: Pixels,
    margin: int,
    work: Callable[[Strip], Floats],
    progress: Callable[[float], None],
) -> Pixels:
    """``large`` with ``work`` done to each of its strips, in whole levels.

    Strips overlap by ``margin`` source rows, which must be as far as ``work`` can reach, so that
    none shows in the result. ``work`` gives float32 of its strip's size. ``progress`` is called
    with 0..1 before each strip and may raise to stop.
    """
    result = np.empty(large.shape, np.uint8)
    height = source.shape[0]
    ratio = large.shape[0] / height
    level = np.float32(1 / FIXED_POINT if large.dtype == np.uint16 else 1)
    for top in range(0, height, HEIGHT):
        progress(top / height)
        bottom = min(height, top + HEIGHT)
        seen = max(0, top - margin), min(height, bottom + margin)
        rows = math.floor(seen[0] * ratio), min(len(large), math.ceil(seen[1] * ratio))
        strip = Strip(
            large[slice(*rows)].astype(np.float32) * level,
            source[slice(*seen)].astype(np.float32),
            area_weights(seen, rows, ratio),
            linear_weights(rows, seen, 1 / ratio),
        )
        # Neighbours share these boundaries: each output row is written by exactly one strip.
        first, last = round(top * ratio), round(bottom * ratio)
        done = work(strip)[first - rows[0] : last - rows[0]]
        result[first:last] = np.clip(np.rint(done), 0, 255).astype(np.uint8)
    return result
