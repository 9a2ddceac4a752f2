"""A calibration's clean pictures, in two halves: one sets thresholds, the other only judges."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import cv2
import numpy as np

from jobs.benchmarks.false_masks import WITH_TEXT
from jobs.benchmarks.photos import in_order
from jobs.calibration.defect import Clean
from jobs.stages.contract import Pixels

SIDE = 320
"""About the side of a part, in pixels: large photos give many, so that a few photos suffice."""
SMALLEST = 160


class Half(StrEnum):
    """What a picture is used for; parts of one photo are never used for both."""

    CALIBRATE = "calibrate"
    HELD_OUT = "held out"


class TooFewPictures(ValueError):
    """The folder does not hold enough clean pictures; the text says how many it holds."""


@dataclass(frozen=True)
class Part:
    """A part of a photo: its file, its place among the photo's parts, and its half."""

    path: Path
    index: int
    half: Half

    @property
    def name(self) -> str:
        """The photo's name and the part's place."""
        return f"{self.path.stem}.{self.index}"


def parts(folder: Path, count: int) -> list[Part]:
    """``count`` parts of a folder's photos, half of them for each use; raises TooFewPictures.

    Photos that are known to show text are left out: they are not clean.
    """
    wanted = count // 2
    found: list[Part] = []
    for half, own in _by_half(folder).items():
        if len(own) < wanted:
            raise TooFewPictures(
                f"{folder} gives {len(own)} parts for the half that is {half.value}, and "
                f"{wanted} are needed: give more photos, or a smaller --count."
            )
        found += own[:wanted]
    return sorted(found, key=lambda part: part.name)


def other_of(part: Part, chosen: Sequence[Part]) -> Part:
    """An unrelated part of the same half; the part itself where there is none."""
    same = [one for one in chosen if one.half == part.half and one.path != part.path]
    return same[int(_digest(part.name), 16) % len(same)] if same else part


def clean_picture(part: Part, other: Part) -> Clean:
    """A part's pixels, with an unrelated one's."""
    return Clean(part.name, read_part(part), read_part(other))


def read_part(part: Part) -> Pixels:
    """A part's pixels, RGB uint8."""
    photo = _read(part.path)
    rows, columns = _grid(photo.shape[1], photo.shape[0])
    row, column = divmod(part.index, columns)
    strip = np.array_split(photo, rows)[row]
    return np.ascontiguousarray(np.array_split(strip, columns, axis=1)[column])


def _by_half(folder: Path) -> dict[Half, list[Part]]:
    """One part of each photo first: parts of one photo are alike.

    The half is a digest of the photo's name: a photo more moves no other to the other half.
    """
    found: dict[Half, list[Part]] = {half: [] for half in Half}
    for path in in_order(folder, 0, WITH_TEXT):
        half = Half.HELD_OUT if int(_digest(path.stem), 16) % 2 else Half.CALIBRATE
        found[half] += [Part(path, index, half) for index in range(_number(path))]
    return {half: sorted(own, key=lambda part: part.index) for half, own in found.items()}


def _number(path: Path) -> int:
    photo = _read(path)
    height, width = photo.shape[:2]
    if min(width, height) < SMALLEST:
        return 0
    rows, columns = _grid(width, height)
    return rows * columns


def _grid(width: int, height: int) -> tuple[int, int]:
    """Rows and columns of parts."""
    return max(1, round(height / SIDE)), max(1, round(width / SIDE))


def _read(path: Path) -> Pixels:
    pixels = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if pixels is None:
        raise TooFewPictures(f"{path}: cannot be read as a picture; take it out of the folder.")
    rgb: Pixels = cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB)
    return rgb


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()
