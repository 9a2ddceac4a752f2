"""The defect ``tiles``: tiles of one picture that came out with different brightness and tint."""

from __future__ import annotations

import numpy as np

from jobs.calibration.defect import Clean, Defect, Random
from jobs.calibration.defects.sharpening import well_enlarged
from jobs.stages.contract import Picture
from jobs.stages.gate.check import Subject

SIDES = (90, 200)


def inject(clean: Clean, levels: float, random: Random) -> Subject:
    """The picture in square tiles, each brighter or darker by up to ``levels``, tinted a third."""
    return Subject(_tiled(clean, levels, random), Picture(clean.pixels))


def inject_alone(clean: Clean, levels: float, random: Random) -> Subject:
    """The same without a source to hold it against."""
    picture = _tiled(clean, levels, random)
    return Subject(picture, picture)


def _tiled(clean: Clean, levels: float, random: Random) -> Picture:
    height, width = clean.pixels.shape[:2]
    side = int(random.integers(*SIDES))
    tiles = -(-height // side), -(-width // side)
    offsets = random.uniform(-levels, levels, (*tiles, 1))
    offsets = offsets + random.uniform(-levels / 3, levels / 3, (*tiles, 3))
    whole = np.repeat(np.repeat(offsets, side, axis=0), side, axis=1)[:height, :width]
    return Picture(np.clip(np.rint(clean.pixels + whole), 0, 255).astype(np.uint8))


BESIDE_SOURCE = Defect(
    name="tiles",
    title="Tiles that do not match",
    check="tile_seam",
    unit="levels up or down",
    strengths=(2, 4, 6, 8, 12, 16, 24),
    visible=12,
    inject=inject,
    clean=well_enlarged,
)
ALONE = Defect(
    name="tiles_alone",
    title="Tiles that do not match, no source known",
    check="tile_seam",
    unit="levels up or down",
    strengths=(2, 4, 6, 8, 12, 16, 24),
    visible=12,
    inject=inject_alone,
)
