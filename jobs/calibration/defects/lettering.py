"""The defect ``lettering``: a line of text that was left on the picture, more or less faint."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from jobs.benchmarks.lettering import find_fonts, letter
from jobs.calibration.defect import Clean, Defect, Random
from jobs.stages.contract import Picture, Pixels
from jobs.stages.gate.check import Subject


def inject(clean: Clean, opacity: float, random: Random) -> Subject:
    """The picture with a drawn line at a share (0..1) of its full strength."""
    lettered = letter(clean.pixels, random, _fonts(), 1).pixels.astype(np.float32)
    mixed = clean.pixels + opacity * (lettered - clean.pixels)
    pixels: Pixels = np.clip(np.rint(mixed), 0, 255).astype(np.uint8)
    return Subject(Picture(pixels), Picture(pixels))


@lru_cache
def _fonts() -> tuple[str, ...]:
    return find_fonts()


DEFECT = Defect(
    name="lettering",
    title="A line of text",
    check="residual_text",
    unit="opacity",
    strengths=(0.15, 0.3, 0.5, 1.0),
    visible=0.5,
    inject=inject,
    most=20,
)
