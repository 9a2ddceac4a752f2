"""The check ``seam``: a step along the border of what was replaced."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages.contract import Context, Pixels, Plane
from jobs.stages.gate.check import Check, Measured, Subject
from jobs.stages.gate.edges import sample
from jobs.stages.gate.places import around, boxes_above, heat_map
from jobs.stages.gate.report import Finding

_WINDOW = 21
_WIDE = 41
_SHIFTS = (5, 8)
_FEW = 24
_PERCENTILE = 75
"""A seam runs along most of a border; an edge of the picture itself only crosses it."""

Floats = NDArray[np.float32]
Places = tuple[NDArray[np.intp], ...]


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
    excess = np.zeros(mask.shape, np.float32)
    window = around(mask, margin=_WIDE)
    excess[window] = seam_excess(subject.reduced[window], mask[window])
    score = _worst_border(excess[window], mask[window])
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
    distance = cv2.distanceTransform(255 - mask, cv2.DIST_L2, 3)
    signed = distance - cv2.distanceTransform(mask, cv2.DIST_L2, 3)
    smooth = cv2.GaussianBlur(signed, (0, 0), 1.2)
    border = (distance > 0) & (distance < 1.2)
    places = np.nonzero(border)
    out_x, out_y = cv2.Scharr(smooth, -1, 1, 0)[places], cv2.Scharr(smooth, -1, 0, 1)[places]
    length = np.maximum(np.hypot(out_x, out_y), 1e-6)
    normals = out_x / length, out_y / length
    values = pixels.astype(np.float32)

    def steps(out: int) -> Floats:
        signed_steps = _steps(values, places, normals, out)
        return _size(_along(signed_steps, places, mask.shape, _WINDOW))

    # What is normal is asked of a longer stretch: a single quiet place must not convict.
    usual = np.maximum(*(steps(shift) for shift in _SHIFTS))
    usual = _along(usual[:, None], places, mask.shape, _WIDE)[:, 0]
    excess = np.zeros(mask.shape, np.float32)
    excess[places] = np.maximum(steps(0) - 1.5 * usual, 0)
    return excess


def _steps(values: Floats, places: Places, normals: tuple[Floats, Floats], out: int) -> Floats:
    """Signed step at each border pixel, a row of three colours, ``out`` pixels further outside."""
    rows, columns = (axis.astype(np.float32) for axis in places)
    inside, first, third = (
        sample(values, columns + (out + t) * normals[0], rows + (out + t) * normals[1])
        for t in (-1, 0, 2)
    )
    # Half the outside slope: noise in it would otherwise count as a step.
    step: Floats = inside - first - 0.25 * (first - third)
    return step


def _along(values: Floats, places: Places, shape: tuple[int, ...], side: int) -> Floats:
    """Mean along the border within a square, at each border pixel; one column a channel."""
    planes = np.zeros((*shape, values.shape[1] + 1), np.float32)
    planes[places] = np.column_stack([values, np.ones(len(values), np.float32)])
    sums = cv2.boxFilter(planes, -1, (side, side), normalize=False)[places]
    mean: Floats = sums[:, :-1] / np.maximum(sums[:, -1:], 1)
    return mean


def _size(steps: Floats) -> Floats:
    """Root mean square of the three colours."""
    size: Floats = np.sqrt(np.mean(steps * steps, axis=1))
    return size


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
    evidence=("boxes", "heat map"),
)
