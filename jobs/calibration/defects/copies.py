"""The defect ``copy``: the same picture again, cut, compressed and enlarged."""

from __future__ import annotations

import cv2
import numpy as np

from jobs.calibration.defect import Clean, Defect, Random
from jobs.calibration.defects.compression import compressed
from jobs.stages.contract import Picture, Pixels
from jobs.stages.gate.check import Subject
from jobs.stages.perceptual_hash import phash

_OTHERS = 500
"""Hashes of unrelated pictures among what is published, drawn by chance."""
_QUALITY = 60


def inject(clean: Clean, cut: float, random: Random) -> Subject:
    """A copy of what is published, less so many per cent of its width and height, compressed."""
    published = (*_unrelated(clean, random), phash(clean.pixels))
    picture = Picture(compressed(_cut(clean.pixels, cut, random), _QUALITY))
    return Subject(picture, picture, published=published)


def without(clean: Clean, random: Random) -> Subject:
    """A picture of which no copy is published."""
    picture = Picture(clean.pixels)
    return Subject(picture, picture, published=_unrelated(clean, random))


def _unrelated(clean: Clean, random: Random) -> tuple[str, ...]:
    drawn = random.integers(0, 256, (_OTHERS, 8), dtype=np.uint8)
    return (phash(clean.other), *(row.tobytes().hex() for row in drawn))


def _cut(pixels: Pixels, cut: float, random: Random) -> Pixels:
    height, width = pixels.shape[:2]
    rows, columns = round(height * cut / 100), round(width * cut / 100)
    top, left = round(rows * random.random()), round(columns * random.random())
    part = pixels[top : top + height - rows, left : left + width - columns]
    enlarged: Pixels = cv2.resize(
        np.ascontiguousarray(part), (width, height), interpolation=cv2.INTER_CUBIC
    )
    return enlarged


DEFECT = Defect(
    name="copy",
    title="A copy of what is published",
    check="near_duplicate",
    unit="% cut off",
    strengths=(20, 12, 8, 5, 3, 2, 0),
    visible=2,
    inject=inject,
    clean=without,
)
