"""The check ``broken``: a blank picture, or an area that a truncated file or a fault left empty."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages.contract import Context, Pixels, Plane
from jobs.stages.gate.check import Box, Check, Measured, Subject, nothing_to_judge
from jobs.stages.gate.places import worst_first
from jobs.stages.gate.report import Finding

_TELLS = 8
_BLANK = 4
"""Levels between the darkest and the brightest per cent, below which nothing is to be seen."""
_FLAT = 1
"""Levels that a channel may vary over 5 x 5 pixels of an empty area."""
_SMALLEST = 14
"""Pixels a side of the least empty area."""
_STRAIGHT = 0.8
"""Share of its box that an empty area fills; clipped skies and lamps have ragged borders."""
_STEP = 12.0
"""Levels between an empty area and what lies just beyond its border; a soft sky has none."""
_BEYOND = 6
_LAST_ROWS = 4


def measure(subject: Subject, threshold: float, context: Context) -> Measured:
    """Score: share of the picture, in per cent, that is blank or a flat box with hard borders.

    A truncated JPEG ends in grey, a failed tile in black or white: areas without any grain whose
    borders are straight. What is merely clipped has a border that follows the subject's.
    """
    proof = subject.proof.pixels
    height, width = proof.shape[:2]
    if min(height, width) < _TELLS:
        return nothing_to_judge(f"a side is shorter than {_TELLS} pixels")
    dark, bright = np.percentile(subject.grey[::2, ::2], (1, 99))
    if bright - dark < _BLANK:
        nothing = Finding(box=(0, 0, width, height), score=100.0, note="nothing is to be seen")
        return Measured(100.0, (nothing,))
    found = empty_boxes(proof)
    score = 100 * sum(area for _, area in found) / (width * height)
    if score <= threshold:
        return Measured(score)
    findings = tuple(
        Finding(
            box=box, score=round(100 * area / (width * height), 2), note="flat, with hard borders"
        )
        for box, area in worst_first(found)
    )
    return Measured(score, findings)


def empty_boxes(pixels: Pixels) -> list[tuple[Box, int]]:
    """Flat areas with straight, hard borders, the largest first: box, and area in pixels."""
    around = np.ones((5, 5), np.uint8)
    varies = cv2.absdiff(cv2.dilate(pixels, around), cv2.erode(pixels, around))
    flat = cv2.inRange(varies, (0,) * 3, (_FLAT,) * 3)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(flat, connectivity=4)
    sides = np.minimum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
    boxes = stats[:, cv2.CC_STAT_WIDTH] * stats[:, cv2.CC_STAT_HEIGHT]
    likely = (sides >= _SMALLEST - 4) & (stats[:, cv2.CC_STAT_AREA] >= _STRAIGHT * boxes)
    likely[0] = False
    found = []
    for label in np.flatnonzero(likely):
        x, y, width, height = (int(value) for value in stats[label][:4])
        if _border_step(pixels, labels == label, (x, y, width, height)) >= _STEP:
            box = _within((x - 2, y - 2, width + 4, height + 4), pixels)
            found.append((box, box[2] * box[3]))
    found += _empty_end(flat, found)
    return sorted(found, key=lambda one: -one[1])


def _empty_end(flat: Plane, known: list[tuple[Box, int]]) -> list[tuple[Box, int]]:
    """The rows that a file cut short lacks: flat from side to side down to the last one."""
    height, width = flat.shape
    if not _filled(flat[-_LAST_ROWS:]).all():
        return []
    filled = _filled(flat)[::-1]
    rows = int(np.argmin(filled)) if not filled.all() else height
    top = height - rows
    if any(box[1] + box[3] == height and box[2] > width / 2 for box, _ in known):
        return []
    return [((0, top, width, rows), width * rows)]


def _filled(flat: Plane) -> NDArray[np.bool_]:
    """Which rows are flat from side to side, but for specks."""
    rows: NDArray[np.bool_] = cv2.reduce(flat, 1, cv2.REDUCE_AVG)[:, 0] > 250
    return rows


def _border_step(pixels: Pixels, inside: Plane, box: Box) -> float:
    """Median distance in levels from the area's colour to the pixels just beyond its sides."""
    x, y, width, height = box
    rows = slice(max(0, y - _BEYOND), y + height + _BEYOND)
    columns = slice(max(0, x - _BEYOND), x + width + _BEYOND)
    part, own = pixels[rows, columns], inside[rows, columns].astype(np.uint8)
    near = cv2.dilate(own, np.ones((7, 7), np.uint8)) > 0
    far = cv2.dilate(own, np.ones((2 * _BEYOND + 1, 2 * _BEYOND + 1), np.uint8)) > 0
    beyond = part[far & ~near].astype(np.float32)
    if beyond.size == 0:
        return 0.0
    colour = np.median(part[own > 0], axis=0)
    return float(np.median(np.abs(beyond - colour).max(axis=1)))


def _within(box: Box, pixels: Pixels) -> Box:
    left, top = max(0, box[0]), max(0, box[1])
    right = min(pixels.shape[1], box[0] + box[2])
    return left, top, right - left, min(pixels.shape[0], box[1] + box[3]) - top


CHECK = Check(
    name="broken",
    version="1",
    title="Blank or broken",
    unit="% of the picture",
    reference="flat connected areas that fill their box and end in a step",
    measure=measure,
)
