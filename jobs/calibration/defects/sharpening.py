"""The defects of sharpening: rims along edges, and what an enlargement sharpened too far has."""

from __future__ import annotations

import cv2
import numpy as np

from jobs.calibration.defect import Clean, Defect, Random
from jobs.stages.contract import Picture, Pixels
from jobs.stages.gate.check import Subject


def rims(clean: Clean, amount: float, random: Random) -> Subject:
    """The picture after an unsharp mask of ``amount`` per cent and 1.5 pixels."""
    return Subject(_rimmed(clean, amount), Picture(clean.pixels))


def rims_alone(clean: Clean, amount: float, random: Random) -> Subject:
    """The same without a source to hold it against."""
    picture = _rimmed(clean, amount)
    return Subject(picture, picture)


def _rimmed(clean: Clean, amount: float) -> Picture:
    return Picture(sharpened(clean.pixels, amount / 100, 1.5))


def overshot(clean: Clean, amount: float, random: Random) -> Subject:
    """Enlarged twice by cubic interpolation, then sharpened by ``amount`` per cent."""
    large = enlarged(clean.pixels)
    return Subject(Picture(sharpened(large, amount / 100, 2.0)), Picture(clean.pixels))


def well_enlarged(clean: Clean, random: Random) -> Subject:
    """Enlarged twice by cubic interpolation."""
    return Subject(Picture(enlarged(clean.pixels)), Picture(clean.pixels))


def enlarged(pixels: Pixels) -> Pixels:
    """Twice as wide and high."""
    large: Pixels = cv2.resize(pixels, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    return large


def sharpened(pixels: Pixels, amount: float, radius: float) -> Pixels:
    """Unsharp mask: what a blur of ``radius`` takes away is added ``amount`` times."""
    values = pixels.astype(np.float32)
    sharp = values + amount * (values - cv2.GaussianBlur(values, (0, 0), radius))
    whole: Pixels = np.clip(np.rint(sharp), 0, 255).astype(np.uint8)
    return whole


RIMS = Defect(
    name="rims",
    title="Rims that the source has not",
    check="overshoot",
    unit="% unsharp mask",
    strengths=(25, 50, 100, 150, 200, 300),
    visible=100,
    inject=rims,
    clean=well_enlarged,
)
RIMS_ALONE = Defect(
    name="rims_alone",
    title="Rims along edges, no source known",
    check="halo",
    unit="% unsharp mask",
    strengths=(50, 100, 150, 200, 300, 400),
    visible=200,
    inject=rims_alone,
)
OVERSHOT = Defect(
    name="overshot",
    title="An enlargement sharpened too far",
    check="overshoot",
    unit="% unsharp mask",
    strengths=(25, 50, 100, 150, 200, 300),
    visible=100,
    inject=overshot,
    clean=well_enlarged,
)
