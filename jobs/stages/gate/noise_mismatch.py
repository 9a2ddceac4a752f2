"""The check ``noise_mismatch``: a filled area whose grain or fine texture is not its ground's."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages.contract import Context, Plane
from jobs.stages.gate.check import Check, Measured, Subject
from jobs.stages.gate.places import around, worst_first
from jobs.stages.gate.report import Finding

_KERNEL = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32) / 6
_DEPTH = 3
_RING = 18
_SMALLEST = 150
_SECTORS = 8

Floats = NDArray[np.float32]


def measure(subject: Subject, threshold: float, context: Context) -> Measured:
    """Score: difference of fine deviation inside and beside, in levels.

    Of eight directions the second best counts. A fill that is like its ground on two sides fits;
    a smear on gravel, or a grainy patch on a clean sky, differs on all. Strokes too thin to show
    grain are left out.
    """
    if subject.reduced_mask is None:
        return Measured(0.0)
    part = around(subject.reduced_mask, margin=2 * _RING)
    mask = subject.reduced_mask[part]
    grey = cv2.cvtColor(subject.reduced[part], cv2.COLOR_RGB2GRAY).astype(np.float32)
    fine = np.abs(cv2.filter2D(grey, -1, _KERNEL))
    kernel = np.ones((2 * _DEPTH + 1, 2 * _DEPTH + 1), np.uint8)
    count, labels, stats, centres = cv2.connectedComponentsWithStats(cv2.erode(mask, kernel))
    outside = cv2.dilate(mask, np.ones((5, 5), np.uint8)) == 0
    found = []
    for label in range(1, count):
        if stats[label][cv2.CC_STAT_AREA] < _SMALLEST:
            continue
        x, y, width, height = (int(value) for value in stats[label][:4])
        window = _window(x, y, width, height, mask)
        inside = labels[window] == label
        centre = centres[label] - (window[1].start, window[0].start)
        difference = _difference(fine[window], inside, outside[window], centre)
        left, top = x - _DEPTH + part[1].start, y - _DEPTH + part[0].start
        box = left, top, width + 2 * _DEPTH, height + 2 * _DEPTH
        found.append((subject.box_of_reduced(box), difference))
    findings = tuple(
        Finding(box=box, score=round(score, 1), note="smoother or grainier than what surrounds it")
        for box, score in worst_first([one for one in found if one[1] > threshold])
    )
    return Measured(max((score for _, score in found), default=0.0), findings)


def _window(x: int, y: int, width: int, height: int, mask: Plane) -> tuple[slice, slice]:
    margin = _DEPTH + _RING
    top, left = max(0, y - margin), max(0, x - margin)
    return slice(top, min(mask.shape[0], y + height + margin)), slice(
        left, min(mask.shape[1], x + width + margin)
    )


def _difference(
    fine: Floats, inside: NDArray[np.bool_], outside: NDArray[np.bool_], centre: Floats
) -> float:
    """Second smallest difference to a sector around ``inside``; 0 when there is no ring."""
    near = cv2.distanceTransform((~inside).astype(np.uint8), cv2.DIST_L2, 3)
    ring = outside & (near <= _DEPTH + _RING)
    rows, columns = np.nonzero(ring)
    angle = np.arctan2(rows - centre[1], columns - centre[0])
    sector = ((angle + np.pi) / (2 * np.pi) * _SECTORS).astype(int) % _SECTORS
    own = _deviation(fine[inside])
    values = fine[rows, columns]
    differences = [
        abs(own - _deviation(values[sector == index]))
        for index in range(_SECTORS)
        if np.count_nonzero(sector == index) >= _SMALLEST // 3
    ]
    return sorted(differences)[:2][-1] if differences else 0.0


def _deviation(residual: Floats) -> float:
    """Robust deviation: edges that pass through hardly count."""
    return float(1.4826 * np.median(residual))


CHECK = Check(
    name="noise_mismatch",
    version="1",
    title="Grain of what was filled",
    unit="levels",
    reference="robust deviation of the fine residual, inside against a ring in eight sectors",
    measure=measure,
)
