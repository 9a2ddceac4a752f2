"""The check ``seam``: a step along the border of what was replaced, or detail that ends there."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages.contract import Context, Pixels, Plane
from jobs.stages.gate.check import Check, Measured, Subject, nothing_to_judge
from jobs.stages.gate.edges import sample
from jobs.stages.gate.places import around, boxes_above, heat_map
from jobs.stages.gate.report import Finding

_WINDOW = 21
_WIDE = 41
_SHIFTS = (5, 8)
_FEW = 24
_PERCENTILE = 75
"""A seam runs along most of a border; an edge of the picture itself only crosses it."""
_EDGE = 20.0
"""Levels above which a step is an edge of the picture and counts no further."""
_NEAR, _FAR = 2, 7
"""Pixels outside the border between which detail is measured."""
_DEEP, _DEEPEST = 5, 10
"""The same inside: what is narrower than ten pixels is too thin for its smoothness to be seen."""
_BROAD = 0.25
"""Share of the outer ring's pixels that the inner one has at least: letters have hardly an inside,
and the few pixels of one tell nothing of a fill."""
_TOGETHER = 15
"""Parts whose rings of ``_FAR`` pixels would meet are one group."""
_FAINT, _LOUD = 2.0, 22.0
"""Levels of detail below which a place is smooth, and above which it counts no further."""
_QUIET = 0.3
"""Levels of detail above ``_FAINT`` that a smooth ring has here and there by rounding."""
_UNSEEN, _SEEN = 4.0, 8.0
"""Levels at a ring's clearest places from which, and from where on fully, its detail is missed:
grain of one or two levels nobody misses."""
_CLEAREST = 95
"""The percentile that a ring's clearest places are."""
_WORTH = 3.3
"""Levels of step that a fill without any detail is as bad as."""

Floats = NDArray[np.float32]
Places = tuple[NDArray[np.intp], ...]


def measure(subject: Subject, threshold: float, context: Context) -> Measured:
    """Score: the worst border's step or missing detail, in levels.

    A step at a border pixel is how far the pixel inside lies from where the three outside would
    lead. Averaged with its sign along the border, texture cancels and a seam stays. The same is
    measured along lines 5 and 8 pixels further out, where nothing was replaced: what is normal
    there is taken off. The 75th percentile along a border counts.

    Detail is missing where a smear begins: what the ring inside a border lacks of the detail of
    the ring outside it, as a share. Edges cross a border at few places, so the whole ring counts.
    A fill without any detail is as bad as a step of 3.3 levels.
    """
    mask = subject.reduced_mask
    if mask is None:
        return nothing_to_judge("nothing was replaced")
    window = around(mask, margin=_WIDE)
    places = np.zeros(mask.shape, np.float32)
    score, places[window] = seams(subject.reduced[window], mask[window])
    if score <= threshold:
        return Measured(score)
    findings = tuple(
        Finding(box=subject.box_of_reduced(box), score=round(worst, 1), note="a border that shows")
        for box, worst in boxes_above(places, threshold, smallest=6)
    )
    return Measured(score, findings, heat_map(places, threshold))


def seams(pixels: Pixels, mask: Plane) -> tuple[float, Floats]:
    """The worst border's score in levels, and the same for each border pixel, 0 elsewhere.

    Of neighbouring parts one group is made, and the worst group counts, so that one bad fill is
    not diluted by good ones.
    """
    places = seam_excess(pixels, mask)
    groups = _groups(mask)
    owners = groups[_border(mask)]
    step = places[_border(mask)]
    score = 0.0
    for label, missing in missing_detail(pixels, mask, groups).items():
        own = owners == label
        if np.count_nonzero(own) < _FEW:
            continue
        lacking = _WORTH * missing
        score = max(score, float(np.percentile(step[own], _PERCENTILE)), lacking)
        step[own] = np.maximum(step[own], lacking)
    places[_border(mask)] = step
    return score, places


def _border(mask: Plane) -> NDArray[np.bool_]:
    """The pixels just outside the mask."""
    outside: NDArray[np.bool_] = (cv2.dilate(mask, np.ones((3, 3), np.uint8)) > 0) & (mask == 0)
    return outside


def _groups(mask: Plane) -> NDArray[np.int32]:
    """The number of the group that each pixel in and around the mask belongs to, 0 for none."""
    grown = cv2.dilate(mask, np.ones((_TOGETHER, _TOGETHER), np.uint8))
    return np.asarray(cv2.connectedComponents(grown)[1], np.int32)


def missing_detail(pixels: Pixels, mask: Plane, groups: NDArray[np.int32]) -> dict[int, float]:
    """How much of the detail just outside a group is missing inside it, as a share, by group.

    0 where there is more inside, where a group is too thin to have an inside, and where what is
    missing is too faint to be seen.
    """
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    detail = np.minimum(np.abs(cv2.Laplacian(grey, cv2.CV_32F)) / 2, _LOUD)
    depth = cv2.distanceTransform(mask, cv2.DIST_L2, 3)
    distance = cv2.distanceTransform(255 - mask, cv2.DIST_L2, 3)
    inner = (depth >= _DEEP) & (depth <= _DEEPEST)
    outer = (distance >= _NEAR) & (distance <= _FAR)
    inside, inside_of = detail[inner], groups[inner]
    outside, outside_of = detail[outer], groups[outer]
    return {
        label: _missing(inside[inside_of == label], outside[outside_of == label])
        for label in range(1, int(groups.max(initial=0)) + 1)
    }


def _missing(inside: Floats, outside: Floats) -> float:
    if min(inside.size, outside.size) < _FEW or inside.size < _BROAD * outside.size:
        return 0.0
    within, beyond = (
        float(np.maximum(ring - _FAINT, 0).mean()) + _QUIET for ring in (inside, outside)
    )
    seen = (float(np.percentile(outside, _CLEAREST)) - _UNSEEN) / (_SEEN - _UNSEEN)
    return max(0.0, 1 - within / beyond) * min(1.0, max(0.0, seen))


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
    step = inside - first - 0.25 * (first - third)
    return np.clip(step, -_EDGE, _EDGE).astype(np.float32)


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


CHECK = Check(
    name="seam",
    version="6",
    title="Seams of what was replaced",
    unit="levels",
    reference="signed steps along the recorded mask's border against those just outside it, and"
    " detail (size of the Laplacian) in a ring inside it against one outside",
    measure=measure,
    evidence=("boxes", "heat map"),
)
