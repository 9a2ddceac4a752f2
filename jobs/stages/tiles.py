"""A picture cut into tiles of nearly equal size."""

from __future__ import annotations

import itertools
import math

from jobs.stages.contract import Pixels
from jobs.stages.resampling import Span


def tiles_of(pixels: Pixels, side: int) -> list[tuple[Span, Span]]:
    """Columns and rows of tiles that cover a picture, none larger than ``side``, row by row."""
    height, width = pixels.shape[:2]
    return [(columns, rows) for rows in _spans(height, side) for columns in _spans(width, side)]


def _spans(length: int, side: int) -> list[Span]:
    count = math.ceil(length / side)
    edges = [round(length * i / count) for i in range(count + 1)]
    return list(itertools.pairwise(edges))
