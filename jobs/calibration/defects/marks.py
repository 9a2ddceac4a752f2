"""The defect ``mark``: a registered mark laid over the picture, more or less see-through."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from jobs.benchmarks.drawn_marks import DrawnMark, draw_mark
from jobs.benchmarks.lettering import find_fonts
from jobs.benchmarks.marked_photos import lay
from jobs.calibration.defect import Clean, Defect, Random
from jobs.stages.contract import Picture, Pixels
from jobs.stages.gate.check import Subject
from jobs.stages.marks.known_mark import KnownMark, known_mark
from jobs.stages.marks.placement import Placement

_LARGEST = 0.4
"""Share of the picture's shorter side that a mark takes at most."""
_TRIES = 40


def inject(clean: Clean, opacity: float, random: Random) -> Subject:
    """The picture with a drawn mark at an opacity of 0..1, at half to all of its size."""
    mark = _mark(random)
    picture = Picture(_laid(clean.pixels, mark, opacity, random))
    return Subject(picture, picture, marks=(_known(mark),))


def without(clean: Clean, random: Random) -> Subject:
    """The picture as it is, with the same mark registered."""
    picture = Picture(clean.pixels)
    return Subject(picture, picture, marks=(_known(_mark(random)),))


def _mark(random: Random) -> DrawnMark:
    return draw_mark(random, _fonts())


@lru_cache
def _fonts() -> tuple[str, ...]:
    return tuple(find_fonts())


def _known(mark: DrawnMark) -> KnownMark:
    return known_mark(mark.name, "0" * 64, mark.picture)


def _laid(photo: Pixels, mark: DrawnMark, opacity: float, random: Random) -> Pixels:
    """One copy, at the same place whatever its opacity: one where it shows when it is opaque."""
    height, width = photo.shape[:2]
    largest = _LARGEST * min(height, width) / max(mark.picture.size)
    for _ in range(_TRIES):
        scale = float(random.uniform(0.7, 1.0)) * min(1.0, max(0.7, largest))
        x, y = random.uniform(0, 1, 2) * (width, height)
        copy = lay(photo, mark, Placement(float(x), float(y), scale, 0.0), 1.0)
        if copy is not None:
            mixed = photo * (1 - opacity * copy.painted[:, :, None]) + 255 * opacity * copy.colour
            marked: Pixels = np.clip(np.rint(mixed), 0, 255).astype(np.uint8)
            return marked
    raise ValueError(f"the mark {mark.name} finds no place on this picture")


DEFECT = Defect(
    name="mark",
    title="A registered mark",
    check="registered_mark",
    unit="opacity",
    strengths=(0.2, 0.4, 0.7, 1.0),
    visible=0.4,
    inject=inject,
    clean=without,
    most=20,
)
