"""The check ``seam``: a step along the border of what was replaced."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages.contract import Context, Pixels, Plane
from jobs.stages.gate.check import Check, Measured, Subject
from jobs.stages.gate.edges import sample
from jobs.stages.gate.places import boxes_above, heat_map
from jobs.stages.gate.report import Finding

_WINDOW = 21
_WIDE = 41
_SHIFTS = (5, 8)
_FEW = 24
_PERCENTILE = 75
"""A seam runs along most of a border; an edge of the picture itself only crosses it."""

Floats = NDArray[np.float32]


def measure(subject: Subject, threshold: float, context: Context) -> Measured:
    """Score: 75th percentile along the worst border of the step's excess, in levels.

    A step at a border pixel is how far the pixel inside lies from where the three outside would
    lead. Averaged with its sign along the border, texture cancels and a seam stays. The same is
    measured along lines 5 and 8 pixels further out, where nothing was replaced: what is normal
    there is taken off.
    """
    mask = subject.reduced_mask
    if mask is None:
        return Measured(0.0)
    excess = seam_excess(subject.reduced, mask)
    score = _worst_border(excess, mask)
    if score <= threshold:
        return Measured(score)
    findings = tuple(
        Finding(
            box=subject.box_of_reduced(box), score=round(worst, 1), note="a step along the border"
        )
        for box, worst in boxes_above(excess, threshold, smallest=6)
    )
    return Measured(score, findings, heat_map(excess, threshold))


def seam_excess(pixels: Pixels, mask: Plane) -> Floats:
    """Excess of the step in levels at each border pixel (outside side), 0 elsewhere."""
    distance = cv2.distanceTransform(255 - mask, cv2.DIST_L2, 5)
    smooth = cv2.GaussianBlur(distance - cv2.distanceTransform(mask, cv2.DIST_L2, 5), (0, 0), 1.2)
    outward_x, outward_y = cv2.Scharr(smooth, -1, 1, 0), cv2.Scharr(smooth, -1, 0, 1)
    length = np.maximum(cv2.magnitude(outward_x, outward_y), 1e-6)
    normals = outward_x / length, outward_y / length
    border = (distance > 0) & (distance < 1.2)
    step = _steps(pixels, border, normals, 0, _WINDOW)
    normal = [_steps(pixels, border, normals, shift, _WINDOW) for shift in _SHIFTS]
    # What is normal is asked of a longer stretch: a single quiet place must not convict.
    usual = _spread(np.maximum(*normal), border, _WIDE)
    return np.where(border, np.maximum(step - 1.5 * usual, 0), 0).astype(np.float32)


def _steps(
    pixels: Pixels, border: NDArray[np.bool_], normals: tuple[Floats, Floats], out: int, side: int
) -> Floats:
    """Signed steps averaged along the border within ``side`` pixels; their length in colour."""
    places = np.nonzero(border)
    normal_x, normal_y = normals[0][places], normals[1][places]
    rows, columns = (axis.astype(np.float32) for axis in places)
    squares = np.zeros(border.shape, np.float32)
    for channel in range(3):
        values = pixels[..., channel].astype(np.float32)
        inside, first, third = (
            sample(values, columns + (out + t) * normal_x, rows + (out + t) * normal_y)
            for t in (-1, 0, 2)
        )
        step = np.zeros(border.shape, np.float32)
        # Half the outside slope: noise in it would otherwise count as a step.
        step[places] = inside - first - 0.25 * (first - third)
        squares += _spread(step, border, side) ** 2
    return np.sqrt(squares / 3)


def _spread(values: Floats, border: NDArray[np.bool_], side: int) -> Floats:
    """Mean of the values on the border within a square, at each border pixel."""
    total = cv2.boxFilter(np.where(border, values, 0), -1, (side, side), normalize=False)
    count = cv2.boxFilter(border.astype(np.float32), -1, (side, side), normalize=False)
    mean: Floats = np.where(border, total / np.maximum(count, 1), 0).astype(np.float32)
    return mean


def _worst_border(excess: Floats, mask: Plane) -> float:
    """Percentile for each group of neighbouring parts, so that one bad fill is not diluted."""
    grown = cv2.dilate(mask, np.ones((11, 11), np.uint8))
    count, labels = cv2.connectedComponents(grown)
    border = (cv2.dilate(mask, np.ones((3, 3), np.uint8)) > 0) & (mask == 0)
    rows, columns = np.nonzero(border)
    owners, values = labels[rows, columns], excess[rows, columns]
    scores = [
        float(np.percentile(values[owners == label], _PERCENTILE))
        for label in range(1, count)
        if np.count_nonzero(owners == label) >= _FEW
    ]
    return max(scores, default=0.0)


CHECK = Check(
    name="seam",
    version="1",
    title="Seams of what was replaced",
    unit="levels",
    reference="signed steps along the recorded mask's border against those just outside it",
    measure=measure,
)
