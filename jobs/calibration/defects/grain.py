"""The defect ``grain``: white noise over the whole picture."""

from __future__ import annotations

import numpy as np

from jobs.calibration.defect import Clean, Defect, Random
from jobs.stages.contract import Picture, Pixels
from jobs.stages.gate.check import Subject


def inject(clean: Clean, deviation: float, random: Random) -> Subject:
    """The picture with noise of a standard deviation in levels."""
    picture = Picture(grainy(clean.pixels, deviation, random))
    return Subject(picture, picture)


def grainy(pixels: Pixels, deviation: float, random: Random) -> Pixels:
    """RGB pixels with Gaussian noise, drawn for each value on its own."""
    noise = random.normal(0, deviation, pixels.shape)
    noisy: Pixels = np.clip(np.rint(pixels + noise), 0, 255).astype(np.uint8)
    return noisy


DEFECT = Defect(
    name="grain",
    title="Grain all over",
    check="noise",
    unit="levels",
    strengths=(2, 3, 4, 6, 8, 12, 16),
    visible=8,
    inject=inject,
)
