"""From a map of scores to the boxes a person should look at, and to a heat map."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages.contract import Plane
from jobs.stages.gate.check import Box

MOST = 12
"""More boxes than this hide the picture: the last then stands for the rest."""

_JOIN = 9


def around(mask: Plane, margin: int) -> tuple[slice, slice]:
    """Rows and columns of the part that holds the whole mask, and ``margin`` pixels about it."""
    x, y, width, height = cv2.boundingRect(mask)
    return slice(max(0, y - margin), y + height + margin), slice(
        max(0, x - margin), x + width + margin
    )


def boxes_above(
    scores: NDArray[np.float32], threshold: float, smallest: int = 3
) -> list[tuple[Box, float]]:
    """Boxes around neighbouring places above ``threshold``, with the highest score in each."""
    above = (scores > threshold).astype(np.uint8)
    joined = cv2.dilate(above, np.ones((_JOIN, _JOIN), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined)
    found = []
    for label in range(1, count):
        x, y, width, height = (int(value) for value in stats[label][:4])
        part = labels[y : y + height, x : x + width] == label
        inside = part & (above[y : y + height, x : x + width] > 0)
        if np.count_nonzero(inside) < smallest:
            continue
        worst = float(scores[y : y + height, x : x + width][inside].max())
        found.append(((x, y, width, height), worst))
    return worst_first(found)


def worst_first(found: Sequence[tuple[Box, float]]) -> list[tuple[Box, float]]:
    """At most ``MOST`` boxes by score; the last then stands around all the others there are.

    Each finding has to be answered for: none may be left out for want of room.
    """
    ordered = sorted(found, key=lambda each: -each[1])
    if len(ordered) <= MOST:
        return ordered
    kept, others = ordered[: MOST - 1], ordered[MOST - 1 :]
    corners = np.array([(x, y, x + width, y + height) for (x, y, width, height), _ in others])
    left, top = (int(side) for side in corners[:, :2].min(axis=0))
    right, bottom = (int(side) for side in corners[:, 2:].max(axis=0))
    return [*kept, ((left, top, right - left, bottom - top), others[0][1])]


def heat_map(scores: NDArray[np.float32], threshold: float) -> Plane:
    """Scores as 0..255, the threshold at the middle, spread a little so that lines show."""
    scaled = np.clip(scores / max(threshold, 1e-6) * 128, 0, 255).astype(np.uint8)
    spread: Plane = cv2.dilate(scaled, np.ones((3, 3), np.uint8))
    return spread
