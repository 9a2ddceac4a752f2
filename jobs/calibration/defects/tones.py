"""The defects of tone: highlights driven into white, a grey veil, and a gradient in bands."""

from __future__ import annotations

import numpy as np

from jobs.calibration.defect import Clean, Defect, Random
from jobs.stages.contract import Picture, Pixels
from jobs.stages.gate.check import Subject
from jobs.stages.gate.clipped import at_an_end

_VEIL = 170.0
_RISE = (30, 60)
"""Levels from one end of the soft ground to the other."""
_DITHER = 0.6


def overexpose(clean: Clean, share: float, random: Random) -> Subject:
    """The picture, lightened until ``share`` per cent of it are newly white."""
    pixels = clean.pixels
    darkest = pixels.min(axis=2)
    rest = darkest[at_an_end(pixels) == 0]
    wanted = min(99.0, share * darkest.size / max(1, rest.size))
    level = float(np.percentile(rest, 100 - wanted)) if rest.size else 255.0
    proof = np.clip(pixels * (255 / max(level, 1.0)), 0, 255).astype(np.uint8)
    return Subject(Picture(proof), Picture(pixels))


def veil(clean: Clean, share: float, random: Random) -> Subject:
    """The picture, mixed with ``share`` per cent of a light grey."""
    mixed = clean.pixels * (1 - share / 100) + _VEIL * share / 100
    return Subject(Picture(np.rint(mixed).astype(np.uint8)), Picture(clean.pixels))


def band(clean: Clean, levels: float, random: Random) -> Subject:
    """The picture with a soft ground in its upper part that has one colour every ``levels``."""
    ground, share = _soft_ground(clean.pixels, random)
    steps = np.floor(ground / levels) * levels + levels / 2
    return _over(clean.pixels, steps, share)


def sound_ground(clean: Clean, random: Random) -> Subject:
    """The same ground, with the grain that hides the step from one level to the next."""
    ground, share = _soft_ground(clean.pixels, random)
    return _over(clean.pixels, ground + random.normal(0, _DITHER, ground.shape), share)


def _soft_ground(pixels: Pixels, random: Random) -> tuple[np.ndarray, np.ndarray]:
    """Colours of a gradient as in a sky, and how much of each row it covers."""
    height, width = pixels.shape[:2]
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    angle = random.uniform(0, 2 * np.pi)
    way = np.cos(angle) * columns / width + np.sin(angle) * rows / height
    way = (way - way.min()) / max(float(np.ptp(way)), 1e-6) - 0.5
    ground = random.uniform(60, 190, 3) + random.uniform(*_RISE) * way[..., None]
    end = height * random.uniform(0.3, 0.6)
    share = 1 / (1 + np.exp(np.clip((rows - end) / 6, -50, 50)))
    return ground, share[..., None]


def _over(pixels: Pixels, ground: np.ndarray, share: np.ndarray) -> Subject:
    mixed = pixels * (1 - share) + ground * share
    picture = Picture(np.clip(np.rint(mixed), 0, 255).astype(np.uint8))
    return Subject(picture, picture)


CLIPPED = Defect(
    name="overexposure",
    title="Highlights driven into white",
    check="clipped",
    unit="% of the picture",
    strengths=(0.5, 1, 2, 4, 8, 16),
    visible=4,
    inject=overexpose,
)
VEILED = Defect(
    name="veil",
    title="A grey veil",
    check="washed_out",
    unit="% grey",
    strengths=(5, 10, 20, 30, 40, 60),
    visible=30,
    inject=veil,
)
BANDED = Defect(
    name="bands",
    title="A gradient in bands",
    check="banding",
    unit="levels a band",
    strengths=(2, 3, 4, 6, 8, 12),
    visible=6,
    inject=band,
    clean=sound_ground,
)
