"""The defect ``lettering``: a line of text that was left on the picture, more or less faint."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from jobs.benchmarks.lettering import find_fonts, letter
from jobs.calibration.defect import Clean, Defect, Random
from jobs.stages.contract import Picture, Pixels
from jobs.stages.gate.check import Subject

_PAINTED = 3
"""Levels of luma from which a pixel has been painted on."""


def inject(clean: Clean, contrast: float, random: Random) -> Subject:
    """The picture with a drawn line that stands out by ``contrast`` levels in the mean of its
    pixels; as drawn where that is less."""
    lettered = letter(clean.pixels, random, _fonts(), 1).pixels.astype(np.float32)
    drawn = lettered - clean.pixels
    luma = np.abs(drawn @ np.array([0.299, 0.587, 0.114], np.float32))
    share = min(1.0, contrast / max(1.0, float(luma[luma > _PAINTED].mean())))
    pixels: Pixels = np.clip(np.rint(clean.pixels + share * drawn), 0, 255).astype(np.uint8)
    return Subject(Picture(pixels), Picture(pixels))


@lru_cache
def _fonts() -> tuple[str, ...]:
    return find_fonts()


DEFECT = Defect(
    name="lettering",
    title="A line of text",
    check="residual_text",
    unit="levels",
    strengths=(10, 20, 30, 60),
    visible=30,
    inject=inject,
    most=20,
)
