"""Outlines lines that bend: the first detector boxes them, the second one follows them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from jobs.stages.contract import Pixels
from jobs.stages.regions import bounds
from jobs.stages.text_lines import Line, area, in_reading_order, shared_area, straight_outline
from jobs.stages.text_reader import TextReader

FEWEST_LETTERS = 6
NARROWEST = 0.28
"""A letter is at least so wide for its line's height, also in a condensed font."""
INSIDE = 0.5
SURER_BY = 0.9
"""A new outline is taken where its reading is at least this share as sure as the old one's."""


def bent(line: Line) -> bool:
    """Whether a line says more than its outline is long for: a box around an arc is too high."""
    letters = sum(letter.isalnum() for letter in line.text)
    length = area(line.polygon) / line.height
    return letters >= FEWEST_LETTERS and letters * NARROWEST * line.height > length


def follow(
    lines: Sequence[Line], pixels: Pixels, reader: TextReader, follower: TextReader
) -> list[Line]:
    """The lines, those that bend outlined along the bend and read again, in reading order.

    ``reader`` found and read the lines, ``follower`` is the one whose outlines may be curved.
    """
    kept = [line for line in lines if not bent(line)]
    for line in (line for line in lines if bent(line)):
        kept += _followed(line, pixels, reader, follower)
    return in_reading_order(_without_doubles(kept))


def _followed(line: Line, pixels: Pixels, reader: TextReader, follower: TextReader) -> list[Line]:
    height, width = pixels.shape[:2]
    corners = line.polygon.tolist()
    left, top, right, bottom = bounds(corners, round(0.5 * line.height), width, height)
    crop = pixels[top:bottom, left:right]
    corner = np.array([left, top], np.float32)
    seen = [
        Line(found.polygon + corner, found.detection)
        for found in follower.detect(crop)
        if found.curved
    ]
    box = straight_outline(line.polygon)
    along = [
        found for found in seen if shared_area(found.polygon, box) > INSIDE * area(found.polygon)
    ]
    read = reader.recognise(pixels, along)
    sure = [found for found in read if found.recognition >= SURER_BY * line.recognition]
    return sure or [line]


def _without_doubles(lines: Sequence[Line]) -> list[Line]:
    """The lines without those that lie inside a curved one: parts that were boxed by themselves."""
    curved = [line for line in lines if line.curved]
    return [
        line
        for line in lines
        if not any(
            other is not line
            and area(other.polygon) >= area(line.polygon)
            and shared_area(line.polygon, other.polygon) > INSIDE * area(line.polygon)
            for other in curved
        )
    ]
