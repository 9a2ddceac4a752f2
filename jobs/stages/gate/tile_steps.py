"""Straight steps between a proof and its source, as tiles leave that came out unlike each other."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages.gate.check import Subject

_SIDE = 4
"""Columns whose mean is taken on either side of a step."""
_STRETCH = 48
"""Pixels along which a step is averaged: no tile is shorter."""
_AROUND, _OWN = 33, 17
"""Columns that say what is usual about a place, and those in their middle that are its own."""
_QUIET = 0.5
"""Levels that a step has by rounding alone; one of twice as much nobody sees."""
_LOUDEST = 40.0
_BESIDE = 7
"""Pixels across a square by which the mask is grown: a fill fades in beside it."""
_MARGIN = 12

Floats = NDArray[np.float32]


def tile_steps(subject: Subject) -> Floats:
    """At each pixel of ``subject.reduced`` how far a step stands out, in deviations.

    An enlargement is true to its source: scaled down, what is left between the two is small and
    has no place of its own. Tiles that are brighter or darker leave plateaus, whose borders are
    straight: the step from column to column, and from row to row, averaged along a stretch,
    against those beside it.
    """
    difference = _difference(subject)
    upright, level = _standing_out(difference), _standing_out(difference.T)
    return np.maximum(upright, level.T)


def _difference(subject: Subject) -> Floats:
    """Luma of the proof less the source's, at the smaller size; 0 in what was replaced."""
    proof = cv2.cvtColor(subject.reduced, cv2.COLOR_RGB2GRAY)
    source = subject.source_grey
    if source.shape != proof.shape:
        source = cv2.resize(source, proof.shape[::-1], interpolation=cv2.INTER_AREA)
    difference = np.clip(cv2.subtract(proof, source, dtype=cv2.CV_32F), -_LOUDEST, _LOUDEST)
    mask = subject.reduced_mask
    if mask is not None:
        difference[cv2.dilate(mask, np.ones((_BESIDE, _BESIDE), np.uint8)) > 0] = 0
    return np.asarray(difference, np.float32)


def _standing_out(difference: Floats) -> Floats:
    """The same for steps from column to column alone."""
    kernel = np.repeat(np.array([[-1, 1]], np.float32) / _SIDE, _SIDE, axis=1)
    steps = cv2.filter2D(
        difference, cv2.CV_32F, kernel, anchor=(_SIDE - 1, 0), borderType=cv2.BORDER_REPLICATE
    )
    along = cv2.blur(steps, (1, _STRETCH), borderType=cv2.BORDER_REPLICATE)
    wide, own = (
        cv2.boxFilter(along * along, -1, (columns, 1), normalize=False)
        for columns in (_AROUND, _OWN)
    )
    usual = np.sqrt(np.maximum(wide - own, 0) / (_AROUND - _OWN))
    out: Floats = np.abs(along) / (1.25 * usual + _QUIET)
    # A stretch that ends beyond the picture repeats its last row, and is no stretch.
    for edge in (out[:, :_MARGIN], out[:, -_MARGIN:], out[: _STRETCH // 2], out[-_STRETCH // 2 :]):
        edge[...] = 0
    return out
