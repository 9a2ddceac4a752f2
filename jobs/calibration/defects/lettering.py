"""The defect ``lettering``: a line of text that was left on the picture, more or less faint.

How faint a line may be and still be seen depends on what it lies on: over bark or gravel nobody
sees what stands out clearly from a sky. A strength is therefore the contrast over an even ground,
and a rough ground gets as much more as hides the line as well. The rule is that of letters in
noise: the energy of the contrast that is needed rises in proportion to the noise's, from a noise on
that eye and screen have by themselves (Pelli and Farell, "Why use noise?", 1999), and what counts
is the noise at the scale of the strokes (Solomon and Pelli, "The visual filter mediating letter
identification", 1994).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.benchmarks.lettering import find_fonts, letter
from jobs.calibration.defect import Clean, Defect, Random
from jobs.stages.contract import Picture, Pixels
from jobs.stages.gate.check import Subject

_PAINTED = 3
"""Levels of luma from which a pixel has been painted on."""
_HIDES = 15.0
"""Deviation of a ground, in levels, over which a line needs the square root of two as much."""
_STROKE = 8
"""Strokes in the height of a letter, about."""
_VISIBLE = 30.0
_DRAWS = 8
"""A line in a colour too near to its ground's to be seen is drawn anew, so many times at most."""
_LUMA = np.array([0.299, 0.587, 0.114], np.float32)

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Line:
    """What a drawn line changes, its contrast in levels, and what its ground asks for more.

    ``change`` is height x width x 3, in levels; ``masked`` a factor of at least 1.
    """

    change: Floats
    contrast: float
    masked: float

    @property
    def reach(self) -> float:
        """The greatest strength that the line has."""
        return self.contrast / self.masked


def inject(clean: Clean, contrast: float, random: Random) -> Subject:
    """The picture with a line that stands out as ``contrast`` levels do over an even ground.

    In the mean of its pixels; as drawn where that is less.
    """
    line = _line(clean.pixels, random)
    share = min(1.0, contrast / max(1.0, line.reach))
    pixels: Pixels = np.clip(np.rint(clean.pixels + share * line.change), 0, 255).astype(np.uint8)
    return Subject(Picture(pixels), Picture(pixels))


def _line(photo: Pixels, random: Random) -> Line:
    """The first that can be seen, else the plainest of them; for every strength the same."""
    plainest: Line | None = None
    for _ in range(_DRAWS):
        line = _drawn(photo, random)
        if plainest is None or line.reach > plainest.reach:
            plainest = line
        if plainest.reach >= _VISIBLE:
            break
    assert plainest is not None
    return plainest


def _drawn(photo: Pixels, random: Random) -> Line:
    lettered = letter(photo, random, _fonts(), 1)
    change = lettered.pixels.astype(np.float32) - photo
    luma = np.abs(change @ _LUMA)
    painted = luma > _PAINTED
    if not painted.any():
        return Line(change, 0.0, 1.0)
    ground = roughness(photo, painted, lettered.lines[0].style.size)
    return Line(change, float(luma[painted].mean()), math.hypot(1.0, ground / _HIDES))


def roughness(photo: Pixels, painted: NDArray[np.bool_], size: int) -> float:
    """Deviation of the luma, in levels, at the scale of the strokes of letters of ``size`` pixels.

    Of the box around what was painted: what is finer than a quarter of a stroke, or coarser than
    a whole one, hides no letter.
    """
    grey = (photo @ _LUMA).astype(np.float32)
    stroke = size / _STROKE
    fine, coarse = (cv2.GaussianBlur(grey, (0, 0), scale) for scale in (stroke / 4, stroke))
    x, y, width, height = cv2.boundingRect(painted.astype(np.uint8))
    band = (fine - coarse)[y : y + height, x : x + width]
    return float(np.sqrt(np.mean(band * band)))


@lru_cache
def _fonts() -> tuple[str, ...]:
    return find_fonts()


DEFECT = Defect(
    name="lettering",
    title="A line of text",
    check="residual_text",
    unit="levels over an even ground",
    strengths=(10, 20, _VISIBLE, 60),
    visible=_VISIBLE,
    inject=inject,
    most=20,
)
