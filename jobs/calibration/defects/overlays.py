"""The defect ``overlay``: an unregistered mark, repeated over the whole picture, see-through."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np

from jobs.benchmarks.drawn_marks import draw_mark
from jobs.benchmarks.lettering import find_fonts
from jobs.benchmarks.marked_photos import tile
from jobs.calibration.defect import Clean, Defect, Random
from jobs.stages.contract import Picture, Pixels
from jobs.stages.gate.check import Subject

_ENLARGED = 2
"""Marks have 60 to 200 pixels: on a part of a photo as it is, few would have room to repeat."""


def inject(clean: Clean, opacity: float, random: Random) -> Subject:
    """The picture, enlarged, with copies of one drawn mark in rows, at an opacity of 0..1."""
    photo = _enlarged(clean.pixels)
    marked = photo.astype(np.float32)
    # Laid opaque and then mixed, so that no strength leaves out a copy that another shows.
    for copy in tile(photo, draw_mark(random, _fonts()), random, 1.0):
        painted = opacity * copy.painted[:, :, None]
        marked = marked * (1 - painted) + 255 * opacity * copy.colour
    picture = Picture(np.clip(np.rint(marked), 0, 255).astype(np.uint8))
    return Subject(picture, picture)


def without(clean: Clean, random: Random) -> Subject:
    """The picture, enlarged alike."""
    picture = Picture(_enlarged(clean.pixels))
    return Subject(picture, picture)


def _enlarged(pixels: Pixels) -> Pixels:
    large: Pixels = cv2.resize(
        pixels, None, fx=_ENLARGED, fy=_ENLARGED, interpolation=cv2.INTER_CUBIC
    )
    return large


@lru_cache
def _fonts() -> tuple[str, ...]:
    return find_fonts()


DEFECT = Defect(
    name="overlay",
    title="A repeated watermark",
    check="watermark",
    unit="opacity",
    strengths=(0.08, 0.15, 0.25, 0.4, 0.6),
    visible=0.25,
    inject=inject,
    clean=without,
    most=10,
)
