"""The defects of fills: a patch of another brightness, a smear, and a smooth patch in grain."""

from __future__ import annotations

import cv2
import numpy as np

from jobs.calibration.defect import Clean, Defect, Random
from jobs.calibration.defects.grain import grainy
from jobs.stages.contract import Picture, Pixels, Plane
from jobs.stages.gate.check import Subject

_RADIUS = 4
_TRIES = 24
_SEEN = 40
"""Pixels across from which a smear is seen."""


def offset_patch(clean: Clean, levels: float, random: Random) -> Subject:
    """What was replaced is right but for being ``levels`` brighter or darker."""
    mask = drawn_mask(clean.pixels, random)
    sign = 1 if random.random() < 0.5 else -1
    moved = clean.pixels.astype(np.float32)
    moved[mask > 0] += sign * levels
    return _replaced(np.clip(moved, 0, 255).astype(np.uint8), clean.pixels, mask)


def smear(clean: Clean, side: float, random: Random) -> Subject:
    """A disc of ``side`` pixels filled by smoothing its border inwards (Telea, 2004).

    It lies where there is texture: on smooth ground such a fill is right.
    """
    mask = disc_on_texture(clean.pixels, random, side / 2)
    filled: Pixels = cv2.inpaint(clean.pixels, mask, _RADIUS, cv2.INPAINT_TELEA)
    return _replaced(filled, clean.pixels, mask)


def smooth_in_grain(clean: Clean, deviation: float, random: Random) -> Subject:
    """A smooth fill in a picture with grain of ``deviation`` levels."""
    mask = disc(clean.pixels, random, float(random.uniform(20, 45)))
    grain = grainy(clean.pixels, deviation, random)
    filled: Pixels = cv2.inpaint(grain, mask, _RADIUS, cv2.INPAINT_TELEA)
    return _replaced(filled, grain, mask)


def untouched(clean: Clean, random: Random) -> Subject:
    """A fill that is exactly right: the picture itself, with a mask."""
    return _replaced(clean.pixels, clean.pixels, drawn_mask(clean.pixels, random))


def untouched_smear(clean: Clean, random: Random) -> Subject:
    """The disc of a smear that is seen, with the picture itself in it."""
    mask = disc_on_texture(clean.pixels, random, _SEEN / 2)
    return _replaced(clean.pixels, clean.pixels, mask)


def untouched_disc(clean: Clean, random: Random) -> Subject:
    """Likewise, with a disc."""
    mask = disc(clean.pixels, random, float(random.uniform(20, 45)))
    return _replaced(clean.pixels, clean.pixels, mask)


def drawn_mask(pixels: Pixels, random: Random) -> Plane:
    """A word or a disc somewhere near the middle."""
    if random.random() < 0.5:
        return disc(pixels, random, float(random.uniform(20, 45)))
    height, width = pixels.shape[:2]
    mask = np.zeros((height, width), np.uint8)
    place = int(width * random.uniform(0.05, 0.3)), int(height * random.uniform(0.3, 0.7))
    size = width / 260
    cv2.putText(
        mask, "SAMPLE", place, cv2.FONT_HERSHEY_DUPLEX, size, 255, max(3, round(3.3 * size))
    )
    return mask


def disc(pixels: Pixels, random: Random, radius: float) -> Plane:
    """A mask with an ellipse of about a radius, near the middle."""
    height, width = pixels.shape[:2]
    mask = np.zeros((height, width), np.uint8)
    place = int(width * random.uniform(0.3, 0.7)), int(height * random.uniform(0.3, 0.7))
    axes = max(4, round(radius * random.uniform(0.85, 1.15))), max(4, round(radius))
    cv2.ellipse(mask, place, axes, float(random.uniform(0, 90)), 0, 360, 255, -1)
    return mask


def disc_on_texture(pixels: Pixels, random: Random, radius: float) -> Plane:
    """Of a few discs the one on most detail."""
    detail = np.abs(cv2.Laplacian(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), cv2.CV_32F))
    discs = [disc(pixels, random, radius) for _ in range(_TRIES)]
    return max(discs, key=lambda mask: float(np.minimum(detail[mask > 0], 40).mean()))


def _replaced(proof: Pixels, source: Pixels, mask: Plane) -> Subject:
    return Subject(Picture(proof), Picture(source), mask)


OFFSET_PATCH = Defect(
    name="offset_patch",
    title="A patch of another brightness",
    check="seam",
    unit="levels",
    strengths=(2, 4, 6, 10, 16, 24, 32),
    visible=16,
    inject=offset_patch,
    clean=untouched,
)
SMEAR = Defect(
    name="smear",
    title="A smeared fill",
    check="seam",
    unit="pixels across",
    strengths=(8, 16, 24, 40, 64, 90),
    visible=_SEEN,
    inject=smear,
    clean=untouched_smear,
)
SMOOTH_IN_GRAIN = Defect(
    name="smooth_in_grain",
    title="A smooth fill in grain",
    check="noise_mismatch",
    unit="levels of grain",
    strengths=(2, 3, 4, 6, 8, 12),
    visible=8,
    inject=smooth_in_grain,
    clean=untouched_disc,
)
