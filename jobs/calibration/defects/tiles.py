"""The defect ``tiles``: tiles of one picture that came out with different brightness and tint."""

from __future__ import annotations

import numpy as np

from jobs.calibration.defect import Clean, Defect, Random
from jobs.stages.contract import Picture
from jobs.stages.gate.check import Subject

SIDES = (90, 200)


def inject(clean: Clean, levels: float, random: Random) -> Subject:
    """The picture in square tiles, each brighter or darker by up to ``levels``, tinted a third."""
    height, width = clean.pixels.shape[:2]
    side = int(random.integers(*SIDES))
    tiles = -(-height // side), -(-width // side)
    offsets = random.uniform(-levels, levels, (*tiles, 1))
    offsets = offsets + random.uniform(-levels / 3, levels / 3, (*tiles, 3))
    whole = np.repeat(np.repeat(offsets, side, axis=0), side, axis=1)[:height, :width]
    proof = np.clip(np.rint(clean.pixels + whole), 0, 255).astype(np.uint8)
    return Subject(Picture(proof), Picture(clean.pixels))


DEFECT = Defect(
    name="tiles",
    title="Tiles that do not match",
    check="tile_seam",
    unit="levels up or down",
    strengths=(2, 4, 6, 8, 12, 16, 24),
    visible=12,
    inject=inject,
)
