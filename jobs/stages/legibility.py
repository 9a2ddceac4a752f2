"""What can still be read of a line after a trial fill."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from jobs.stages.contract import Pixels
from jobs.stages.regions import line_height
from jobs.stages.text_lines import Corners, Line, area, shared_area
from jobs.stages.text_reader import TextReader

SURE = 0.4
"""How sure a reading must be to count."""
HEIGHT = 40.0
"""The height in pixels at which a line is read again: where the detector misses least."""
MEETS, TALLER = 0.1, 1.6
"""The share of a reading that must lie in the line, and how much taller than that it may be: what
is taller still is something else, legs or a fence."""


def still_legible(
    reader: TextReader, pixels: Pixels, corners: Corners, others: Sequence[Corners] = ()
) -> Line | None:
    """What the detector and the recogniser still find where a line was, None when it is gone.

    ``others`` are the outlines of other lines, which are still there: what fits one of them
    better is not this line's.
    """
    height = line_height(corners.tolist())
    scale = float(np.clip(HEIGHT / height, 0.5, 2.5))
    for found in reader.read(pixels, scales=(scale,)):
        if found.confidence < SURE or found.height > TALLER * height:
            continue
        fit = _fit(found.polygon, corners)
        meets = shared_area(corners, found.polygon) > MEETS * area(found.polygon)
        if meets and all(_fit(found.polygon, other) < fit for other in others):
            return found
    return None


def _fit(found: Corners, outline: Corners) -> float:
    """How well two outlines are the same, 0..1: the shared area over that of both."""
    shared = shared_area(found, outline)
    return shared / max(1e-6, area(found) + area(outline) - shared)
