"""Regions and masks: from outlines to pixels, and from pixels to outlines."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from jobs.stages.contract import RESTORED, Plane, Region

Outline = Sequence[tuple[float, float]]

GROUND = 24
"""Pixels about a line, beyond its letters' reach, from which its ground is known."""

KEPT = ("drawn", "mark", "object")
"""Sources of regions that are no lettering: their masks stay as they are."""


def outline_mask(outlines: Sequence[Outline], width: int, height: int) -> Plane:
    """255 inside any of the outlines, their edges included."""
    mask = np.zeros((height, width), np.uint8)
    for outline in outlines:
        corners = np.round(np.asarray(outline, np.float64)).astype(np.int32)
        cv2.fillPoly(mask, [corners], 255)
    return mask


def replaced(mask: Plane) -> Plane:
    """255 wherever pixels are to be or have been replaced, those that were restored too, soft edges
    not: those are still the picture's own."""
    return np.where(mask >= RESTORED, 255, 0).astype(np.uint8)


def drawn_regions(mask: Plane, first: int = 0) -> tuple[Region, ...]:
    """One region for each connected part of a mask, numbered from ``first``.

    The outline follows the part's outer border pixel by pixel, so that filling it and meeting
    it with the mask gives the part again, holes included.
    """
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    corners = [contour.reshape(-1, 2) for contour in contours]
    corners.sort(key=lambda points: (int(points[:, 1].min()), int(points[:, 0].min())))
    return tuple(
        Region(
            id=first + index,
            source="drawn",
            polygon=tuple((float(x), float(y)) for x, y in points),
        )
        for index, points in enumerate(corners)
    )


def bounds(outline: Outline, margin: int, width: int, height: int) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of an outline grown by ``margin`` and kept inside the picture."""
    corners = np.asarray(outline, np.float64)
    left, top = np.floor(corners.min(axis=0)).astype(int) - margin
    right, bottom = np.ceil(corners.max(axis=0)).astype(int) + margin + 1
    return max(0, int(left)), max(0, int(top)), min(width, int(right)), min(height, int(bottom))


def with_ground(outline: Outline, width: int, height: int) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of a line and of as much around it as tells its ground."""
    return bounds(outline, letters_reach(line_height(outline)) + GROUND, width, height)


def line_height(outline: Outline) -> float:
    """How high the line inside an outline is, in pixels; at least 1.

    For four corners the shorter side of the smallest turned rectangle. A curved line's outline
    is a bent strip: its height is the shorter side of the rectangle of the same area and length
    around.
    """
    corners = np.asarray(outline, np.float32)
    if len(corners) <= 4:
        _, (width, height), _ = cv2.minAreaRect(corners)
        return max(1.0, float(min(width, height)))
    half = float(cv2.arcLength(corners, True)) / 2
    area = abs(float(cv2.contourArea(corners)))
    return max(1.0, (half - float(np.sqrt(max(0.0, half * half - 4 * area)))) / 2)


def letters_reach(height: float) -> int:
    """Pixels past a line's outline that its letters' tails and shadows may reach."""
    return round(0.2 * height) + 3


def disk(radius: int) -> Plane:
    """A round structuring element."""
    size = 2 * radius + 1
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)), np.uint8)
