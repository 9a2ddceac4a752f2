"""The defects of broken files: one that ends too early, and one with an empty block."""

from __future__ import annotations

from jobs.calibration.defect import Clean, Defect, Random
from jobs.stages.contract import Picture
from jobs.stages.gate.check import Subject

_GREY = 128
_BLOCK = 8


def cut_short(clean: Clean, share: float, random: Random) -> Subject:
    """The last ``share`` per cent of the rows grey, as a decoder leaves what a JPEG lacks."""
    proof = clean.pixels.copy()
    height, width = proof.shape[:2]
    row = int(height * (1 - share / 100)) // _BLOCK * _BLOCK
    column = int(random.integers(0, max(1, width // _BLOCK))) * _BLOCK
    proof[row : row + _BLOCK, column:] = _GREY
    proof[row + _BLOCK :] = _GREY
    return Subject(Picture(proof), Picture(clean.pixels))


def empty_block(clean: Clean, side: float, random: Random) -> Subject:
    """A square of black, or in the dark of white, as a network leaves whose numbers ran over."""
    proof = clean.pixels.copy()
    height, width = proof.shape[:2]
    length = min(int(side), height, width)
    top, left = (int(random.integers(0, room - length + 1)) for room in (height, width))
    place = proof[top : top + length, left : left + length]
    place[...] = 0 if place.mean() > 127 else 255
    return Subject(Picture(proof), Picture(clean.pixels))


CUT_SHORT = Defect(
    name="cut_short",
    title="A file that ends too early",
    check="broken",
    unit="% missing",
    strengths=(1, 2, 5, 10, 30, 60),
    visible=5,
    inject=cut_short,
)
EMPTY_BLOCK = Defect(
    name="empty_block",
    title="An empty block",
    check="broken",
    unit="pixels a side",
    strengths=(8, 12, 16, 24, 32, 64),
    visible=16,
    inject=empty_block,
)
