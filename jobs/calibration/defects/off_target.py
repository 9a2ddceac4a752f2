"""The defect ``off_target``: a proof with a cast, or a tone, that its target does not ask for."""

from __future__ import annotations

import math

import numpy as np

from jobs.calibration.defect import Clean, Defect, Random
from jobs.stages.alignment import Aim, Limits, align
from jobs.stages.colour_adjustment import rgb_pixels
from jobs.stages.colour_profile import lab_pixels
from jobs.stages.contract import Picture, Pixels
from jobs.stages.gate.check import Subject
from jobs.stages.looks import LOOKS

_OTHER = "0" * 64


def aligned(clean: Clean, random: Random) -> Subject:
    """The picture brought to a look, or to the unrelated picture, as the studio does it."""
    pixels, aim = _brought(clean, random)
    return Subject(Picture(pixels), Picture(clean.pixels), target=aim)


def inject(clean: Clean, strength: float, random: Random) -> Subject:
    """The same, moved by ``strength`` in CIE Lab, in a direction drawn by chance."""
    pixels, aim = _brought(clean, random)
    lab = lab_pixels(pixels)
    way = random.uniform(0, 2 * math.pi)
    lift = random.choice((-1, 1)) * random.uniform(0.4, 0.7)
    colour = math.sqrt(1 - lift**2)
    lab += np.float32(strength) * np.array(
        [lift, colour * math.cos(way), colour * math.sin(way)], np.float32
    )
    return Subject(Picture(rgb_pixels(lab)), Picture(clean.pixels), target=aim)


def _brought(clean: Clean, random: Random) -> tuple[Pixels, Aim]:
    target = str(random.choice((*LOOKS, *[_OTHER] * len(LOOKS))))
    aim = Aim.of(target, clean.pixels, lambda digest: Picture(clean.other))
    size = clean.pixels.shape[1], clean.pixels.shape[0]
    return align(clean.pixels, aim, Limits(), size)[0], aim


DEFECT = Defect(
    name="off_target",
    title="A cast or tone off the target",
    check="target_drift",
    unit="CIE Lab units",
    strengths=(1, 2, 4, 6, 8, 12, 16),
    visible=8,
    inject=inject,
    clean=aligned,
)
