"""Lines of text as outlines: which are the same line, which belong together, in which order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages.regions import line_height

Corners = NDArray[np.float32]
"""Corners of an outline, n x 2, x and y in pixels: four, clockwise from the top left, where the
line is straight; more, around the line, where it is curved."""

SAME_LINE = 0.55
WITHIN = 0.9
LIKE_HEIGHT = 1.6
PARALLEL = 10.0
"""Degrees between two pieces of one line."""
FINEST = 512
"""The longest side, in pixels, at which outlines that are not convex are compared."""


@dataclass(frozen=True)
class Line:
    """One line of text: where it is, what it says, and how sure the models are (0..1)."""

    polygon: Corners
    detection: float
    text: str = ""
    recognition: float = 0.0

    @property
    def confidence(self) -> float:
        """How sure it is that this is text, 0..1: the geometric mean of detection and reading.

        The detector alone takes windows, fences, eyes and now and then the whole picture for
        text; the recogniser reads nothing there, or a letter or two with doubt. A reading counts
        in full from three letters on.
        """
        letters = sum(letter.isalnum() for letter in self.text)
        return float(np.sqrt(self.detection * self.recognition * min(1.0, letters / 3)))

    @property
    def curved(self) -> bool:
        """Whether the outline is more than four corners around a straight line."""
        return len(self.polygon) > 4

    @property
    def height(self) -> float:
        """From the top to the bottom of the letters, in pixels."""
        return line_height(self.polygon.tolist())


def area(polygon: Corners) -> float:
    """The area inside an outline, in square pixels."""
    return abs(float(cv2.contourArea(polygon)))


def shared_area(one: Corners, other: Corners) -> float:
    """The area inside both outlines, in square pixels."""
    if (one.max(axis=0) < other.min(axis=0)).any() or (other.max(axis=0) < one.min(axis=0)).any():
        return 0.0
    if len(one) == len(other) == 4:
        return float(cv2.intersectConvexConvex(cv2.convexHull(one), cv2.convexHull(other))[0])
    first, second, scale, _ = _filled(one, other)
    return float(np.count_nonzero(first & second)) / scale**2


def merge(lines: Sequence[Line]) -> list[Line]:
    """One line for each that was found several times, or in pieces.

    A line inside another is the same one, found at another size: the larger outline stays, with
    the higher score. Pieces that overlap and go on in one direction, as a tile's border leaves
    them, become one outline.
    """
    kept = [line for line in lines if area(line.polygon) >= 1]
    while True:
        merged = _merged_once(kept)
        if len(merged) == len(kept):
            return merged
        kept = merged


def _merged_once(lines: Sequence[Line]) -> list[Line]:
    kept: list[Line] = []
    for line in sorted(lines, key=lambda line: -area(line.polygon)):
        for index, other in enumerate(kept):
            shared = shared_area(line.polygon, other.polygon)
            if shared and _goes_on(other, line, shared):
                kept[index] = _joined(other, line)
                break
            if shared > SAME_LINE * area(line.polygon):
                kept[index] = replace(other, detection=max(other.detection, line.detection))
                break
        else:
            kept.append(line)
    return kept


def _goes_on(one: Line, other: Line, shared: float) -> bool:
    """Whether the smaller of two outlines that overlap takes the line further than the larger.

    It is as high, runs in the same direction, and reaches past the end by half a height.
    """
    low, high = sorted((one.height, other.height))
    if high > LIKE_HEIGHT * low or shared < 0.3 * low * low:
        return False
    if one.curved or other.curved:
        return shared < WITHIN * area(other.polygon)
    first, second = _axes(one), _axes(other)
    if abs(float(first[0] @ second[1])) > np.sin(np.radians(PARALLEL)):
        return False
    along = np.stack([one.polygon @ first[0], other.polygon @ first[0]])
    across = np.stack([one.polygon @ first[1], other.polygon @ first[1]])
    overlap = across.max(axis=1).min() - across.min(axis=1).max()
    past = max(along[1].max() - along[0].max(), along[0].min() - along[1].min())
    return bool(overlap > 0.6 * low and past > 0.5 * low)


def _axes(line: Line) -> tuple[Corners, Corners]:
    """Unit vectors along and across a straight line."""
    top, side = line.polygon[1] - line.polygon[0], line.polygon[3] - line.polygon[0]
    along = top if np.linalg.norm(top) >= np.linalg.norm(side) else side
    along = along / max(1e-6, float(np.linalg.norm(along)))
    return along, np.array([-along[1], along[0]], np.float32)


def _joined(one: Line, other: Line) -> Line:
    """Both pieces within one outline."""
    detection = max(one.detection, other.detection)
    if not one.curved and not other.curved:
        return Line(straight_outline(np.concatenate([one.polygon, other.polygon])), detection)
    first, second, scale, corner = _filled(one.polygon, other.polygon)
    contours, _ = cv2.findContours(first | second, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    around = max(contours, key=cv2.contourArea).reshape(-1, 2)
    return Line((around / scale + corner).astype(np.float32), detection)


def _filled(
    one: Corners, other: Corners
) -> tuple[NDArray[np.uint8], NDArray[np.uint8], float, Corners]:
    """Both outlines filled on one small canvas, its scale, and where its corner lies."""
    both = np.concatenate([one, other])
    corner = both.min(axis=0) - 1
    extent = both.max(axis=0) + 1 - corner
    scale = min(1.0, FINEST / float(extent.max()))
    planes = []
    for polygon in (one, other):
        plane = np.zeros(np.ceil(extent[::-1] * scale).astype(int) + 1, np.uint8)
        cv2.fillPoly(plane, [np.rint((polygon - corner) * scale).astype(np.int32)], 1)
        planes.append(plane)
    return planes[0], planes[1], scale, corner


def straight_outline(points: Corners) -> Corners:
    """The smallest turned rectangle around points, clockwise from the top left."""
    box = cv2.boxPoints(cv2.minAreaRect(points.astype(np.float32)))
    by_x = box[np.argsort(box[:, 0], kind="stable")]
    left, right = by_x[:2], by_x[2:]
    top_left, bottom_left = left[np.argsort(left[:, 1], kind="stable")]
    top_right, bottom_right = right[np.argsort(right[:, 1], kind="stable")]
    return np.stack([top_left, top_right, bottom_right, bottom_left]).astype(np.float32)


def ends(outline: Corners) -> tuple[Corners, list[int], list[int]]:
    """The unit vector along a straight line, and the corners at its first and its last end."""
    across, down = outline[1] - outline[0], outline[3] - outline[0]
    if np.linalg.norm(across) >= np.linalg.norm(down):
        return across / max(1e-6, float(np.linalg.norm(across))), [0, 3], [1, 2]
    return down / max(1e-6, float(np.linalg.norm(down))), [0, 1], [3, 2]


def in_reading_order(lines: Sequence[Line]) -> list[Line]:
    """Top to bottom, then left to right; lines whose middles are near count as one row."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: float(line.polygon[:, 1].mean())):
        middle = float(line.polygon[:, 1].mean())
        if rows:
            first = rows[-1][0].polygon
            if middle - float(first[:, 1].mean()) < 0.5 * float(np.ptp(first[:, 1])):
                rows[-1].append(line)
                continue
        rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda line: line.polygon[:, 0].min())]
