"""Holes that cross strong edges: where they are put on photographs, and their shapes."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages.contract import Pixels, Plane

SMALLEST, LARGEST = 0.05, 0.20
"""A hole's width as a share of the picture's height."""
STRONG = 40.0
"""Mean grey levels that lie across an edge before a hole is put on it."""
SHAPES = ("disc", "box", "oval", "blob")


def find_edge(pixels: Pixels, width: float, rng: np.random.Generator) -> tuple[int, int] | None:
    """The middle (x, y) of a straight strong edge of at least twice ``width``, or None.

    Segments are found by Canny and the probabilistic Hough transform; one of the five longest
    that keep their contrast is drawn by ``rng``.
    """
    grey = cv2.GaussianBlur(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), (0, 0), 1.2)
    canny = cv2.Canny(grey, 60, 140)
    found = cv2.HoughLinesP(canny, 1, np.pi / 180, 30, minLineLength=round(2 * width), maxLineGap=4)
    if found is None:
        return None
    segments = sorted(
        (segment.reshape(4).astype(np.float64) for segment in found),
        key=lambda ends: -float(np.hypot(ends[2] - ends[0], ends[3] - ends[1])),
    )
    strong = [ends for ends in segments if _contrast(grey, ends) > STRONG]
    inside = [ends for ends in strong if _within(ends, pixels.shape, width)]
    if not inside:
        return None
    x1, y1, x2, y2 = inside[int(rng.integers(min(5, len(inside))))]
    share = float(rng.uniform(0.45, 0.55))
    return round(x1 + share * (x2 - x1)), round(y1 + share * (y2 - y1))


def _contrast(grey: NDArray[np.uint8], ends: NDArray[np.float64]) -> float:
    start, stop = ends[:2], ends[2:]
    way = (stop - start) / max(float(np.hypot(*(stop - start))), 1e-6)
    normal = np.array([-way[1], way[0]])
    along = start + np.linspace(0.1, 0.9, 30)[:, None] * (stop - start)
    sides = []
    for sign in (3, -3):
        at = np.round(along + sign * normal).astype(int)
        at = np.clip(at, 0, (grey.shape[1] - 1, grey.shape[0] - 1))
        sides.append(grey[at[:, 1], at[:, 0]].astype(np.float64))
    return abs(float(np.mean(sides[0] - sides[1])))


def _within(ends: NDArray[np.float64], shape: tuple[int, ...], width: float) -> bool:
    x, y = (ends[:2] + ends[2:]) / 2
    room = width / 2 + 12
    return bool(room < x < shape[1] - room and room < y < shape[0] - room)


def hole(
    shape: str,
    place: tuple[int, int],
    width: float,
    size: tuple[int, int],
    rng: np.random.Generator,
) -> Plane:
    """A hole of ``width`` pixels around ``place`` (x, y) in a picture of ``size`` (width, height).

    Raises ``ValueError`` for an unknown shape.
    """
    mask = np.zeros((size[1], size[0]), np.uint8)
    half = max(3, round(width / 2))
    match shape:
        case "disc":
            cv2.circle(mask, place, half, 255, -1)
        case "box":
            tall = max(3, round(half * rng.uniform(0.6, 1.4)))
            low = place[0] - half, place[1] - tall
            cv2.rectangle(mask, low, (place[0] + half, place[1] + tall), 255, -1)
        case "oval":
            other = max(3, round(half * rng.uniform(0.5, 0.8)))
            cv2.ellipse(mask, place, (half, other), float(rng.uniform(0, 180)), 0, 360, 255, -1)
        case "blob":
            angles = np.linspace(0, 2 * np.pi, 24, endpoint=False)
            waves = sum(
                rng.uniform(0, 0.15) * np.sin(k * angles + rng.uniform(0, 6)) for k in (2, 3)
            )
            radii = half * (1 + np.asarray(waves))
            corners = np.stack([np.cos(angles) * radii, np.sin(angles) * radii], axis=1) + place
            cv2.fillPoly(mask, [np.round(corners).astype(np.int32)], 255)
        case _:
            raise ValueError(f"There is no hole of shape {shape!r}: choose of {', '.join(SHAPES)}.")
    return mask
