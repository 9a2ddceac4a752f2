"""The defect ``tiles``: tiles of one picture that came out with different brightness and tint."""

from __future__ import annotations

import numpy as np

from jobs.calibration.defect import Clean, Defect, Random
from jobs.calibration.defects.sharpening import well_enlarged
from jobs.stages.contract import Picture
from jobs.stages.gate.check import Subject

SIDES = (90, 200)


def inject(clean: Clean, levels: float, random: Random) -> Subject:
    """The picture in square tiles that differ from those beside them by about ``levels``.

    Tiles are brighter and darker by turns, each by a third to two thirds of ``levels``, and tinted
    by up to a sixth: drawn freely, some that meet would be as good as alike, with nothing to see.
    """
    return Subject(_tiled(clean, levels, random), Picture(clean.pixels))


def inject_alone(clean: Clean, levels: float, random: Random) -> Subject:
    """The same without a source to hold it against."""
    picture = _tiled(clean, levels, random)
    return Subject(picture, picture)


def _tiled(clean: Clean, levels: float, random: Random) -> Picture:
    height, width = clean.pixels.shape[:2]
    side = int(random.integers(*SIDES))
    tiles = -(-height // side), -(-width // side)
    turns = 1 - 2 * ((np.indices(tiles).sum(axis=0) + random.integers(2)) % 2)
    offsets = (turns * random.uniform(levels / 3, 2 * levels / 3, tiles))[..., None]
    offsets = offsets + random.uniform(-levels / 6, levels / 6, (*tiles, 3))
    whole = np.repeat(np.repeat(offsets, side, axis=0), side, axis=1)[:height, :width]
    return Picture(np.clip(np.rint(clean.pixels + whole), 0, 255).astype(np.uint8))


BESIDE_SOURCE = Defect(
    name="tiles",
    title="Tiles that do not match",
    check="tile_seam",
    unit="levels from tile to tile",
    strengths=(2, 4, 6, 8, 12, 16, 24),
    visible=8,
    inject=inject,
    clean=well_enlarged,
)
ALONE = Defect(
    name="tiles_alone",
    title="Tiles that do not match, no source known",
    check="tile_seam",
    unit="levels from tile to tile",
    strengths=(2, 4, 6, 8, 12, 16, 24),
    visible=12,
    inject=inject_alone,
)
