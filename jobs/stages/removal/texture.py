"""Texture: a side's fine detail, carried over as one piece from a place of the same regime."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages.contract import Plane
from jobs.stages.regions import disk
from jobs.stages.removal.ground import smooth

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]

DETAIL = 3.0
"""Detail is what a blur of this deviation takes away."""
CONTEXT = 6
"""Pixels around the side that the piece must fit."""
PROUD = 4.0
"""Detail that stands out by more than this many of the ground's deviations is a thing: its ghost
must not be carried along."""
ASTRAY = 0.03
"""The share of a piece that may lie off its regime."""
UNLIKE = 0.1
"""What a place whose detail is e times as strong, or as weak, costs."""
FAR = 0.1
LEVEL = 0.2
"""What a place at another height costs beside one further along: texture shrinks with distance."""


@dataclass(frozen=True)
class Piece:
    """Detail for a side, and the shift it was taken from, in pixels right and down."""

    detail: Floats
    shift: tuple[int, int]


def piece(values: Floats, mine: Flags, wanted: Flags) -> Piece | None:
    """The detail for the ``wanted`` pixels from where the ground around them looks most alike.

    ``values`` is height x width x 3, ``mine`` marks the known pixels of the regime. Places at
    the same height are preferred: on ground seen at an angle texture is of one size there. Gives
    None when the regime has no room for the whole piece.
    """
    detail = np.where(mine[:, :, None], values - smooth(values, mine, DETAIL), 0)
    detail = detail.astype(np.float32)
    rows, columns = np.nonzero(wanted)
    top, left = int(rows.min()) - CONTEXT, int(columns.min()) - CONTEXT
    bottom, right = int(rows.max()) + CONTEXT + 1, int(columns.max()) + CONTEXT + 1
    height, width = wanted.shape
    top, left, bottom, right = max(0, top), max(0, left), min(height, bottom), min(width, right)
    window = slice(top, bottom), slice(left, right)
    near = cv2.dilate(wanted.astype(np.uint8), disk(CONTEXT)) > 0
    context = (near & mine)[window]
    if not context.any():
        return None
    covered: Plane = (wanted[window] | context).astype(np.uint8)
    price = _price(detail, mine, window, context, covered)
    if price is None:
        return None
    y, x = np.unravel_index(int(np.argmin(price)), price.shape)
    usual = 1.48 * np.median(np.abs(detail[window][context]), axis=0)
    most = PROUD * usual + DETAIL
    taken = np.clip(detail[y : y + bottom - top, x : x + right - left], -most, most)
    moved = np.zeros_like(detail)
    moved[window] = taken
    return Piece(
        np.where(wanted[:, :, None], moved, 0).astype(np.float32), (int(x) - left, int(y) - top)
    )


def _price(
    detail: Floats, mine: Flags, window: tuple[slice, slice], context: Flags, covered: Plane
) -> Floats | None:
    """How ill each place of the crop fits, infinite where it leaves the regime.

    The squared difference alone would favour the smoothest place for any rough ground, so a
    place whose detail is calmer or rougher pays for it.
    """
    off = cv2.matchTemplate((~mine).astype(np.float32), covered.astype(np.float32), cv2.TM_CCORR)
    open_places = off <= ASTRAY * covered.sum() + 0.5
    if not open_places.any():
        return None
    grey = np.ascontiguousarray(detail.mean(axis=2))
    weight = context.astype(np.float32)
    wanted = np.ascontiguousarray(grey[window])
    least = 0.25 * float(weight.sum())
    own = float((wanted[context] ** 2).sum()) + least
    theirs = np.maximum(cv2.matchTemplate(grey**2, weight, cv2.TM_CCORR), 0) + least
    away = cv2.matchTemplate(grey, wanted, cv2.TM_SQDIFF, mask=weight) / own
    y, x = np.mgrid[: off.shape[0], : off.shape[1]]
    size = float(max(covered.shape))
    level = np.abs(y - window[0].start) / size
    along = np.abs(x - window[1].start) / size
    travel = FAR * along + (FAR + LEVEL) * level
    price = away + UNLIKE * np.abs(np.log(theirs / own)) + travel
    return np.where(open_places, price, np.inf).astype(np.float32)
