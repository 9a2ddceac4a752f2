"""Whether a line can still be read after a trial fill."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from jobs.stages.contract import Pixels
from jobs.stages.regions import line_height
from jobs.stages.text_lines import Corners, area, shared_area
from jobs.stages.text_reader import TextReader

SURE = 0.4
"""How sure a reading must be to count."""
HEIGHT = 40.0
"""The height in pixels at which a line is read again: where the detector misses least."""
MEETS = 0.1


def legible(
    reader: TextReader, pixels: Pixels, corners: Corners, others: Sequence[Corners] = ()
) -> bool:
    """Whether the detector and the recogniser still find text where a line was.

    ``others`` are the outlines of other lines, which are still there: what fits one of them
    better is not this line's.
    """
    scale = float(np.clip(HEIGHT / line_height(corners.tolist()), 0.5, 2.5))
    for found in reader.read(pixels, scales=(scale,)):
        if found.confidence < SURE:
            continue
        fit = _fit(found.polygon, corners)
        meets = shared_area(corners, found.polygon) > MEETS * area(found.polygon)
        if meets and all(_fit(found.polygon, other) < fit for other in others):
            return True
    return False


def _fit(found: Corners, outline: Corners) -> float:
    """How well two outlines are the same, 0..1: the shared area over that of both."""
    shared = shared_area(found, outline)
    return shared / max(1e-6, area(found) + area(outline) - shared)
