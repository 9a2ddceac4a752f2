"""Moves a sighting to where the mark's edges meet the photo's best, to parts of a pixel."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages.marks.detail import FINE, Detail
from jobs.stages.marks.known_mark import Floats
from jobs.stages.marks.placement import Box, Drawer, Drawn, Placement
from jobs.stages.marks.shape import MARGIN

STEPS = 0.25
"""Pixels that a corner moves for the derivatives."""
REACH = 1.5
"""Pixels that a corner may move in one round."""
SETTLED, FAR = 0.02, 0.6
"""Pixels of a corner's move: the mark has come to rest, or its slopes are taken again."""
RIDGE = 0.02
LEAST_SHARE = 0.6
"""Of a mark's window that must lie on the photo."""


@dataclass(frozen=True)
class Window:
    """The part of a photo's detail about a mark, cut at the photo's edge."""

    box: Box
    fine: Floats
    ground: Floats
    weight: Floats


@dataclass(frozen=True)
class Fit:
    """A placement in the pixels of the level it was fitted on, with what the mark adds there.

    ``added`` is h x w x 3: the change of detail at opacity 1; ``opacity`` the least-squares one.
    """

    place: Placement
    window: Window
    added: Floats
    opacity: float


def window_of(detail: Detail, place: Placement, size: tuple[int, int]) -> Window | None:
    """The detail about a placement, or None where too little of it is on the photo."""
    height, width = detail.weight.shape
    whole = place.box(size, MARGIN)
    box = Box(
        max(0, whole.left), max(0, whole.top), min(width, whole.right), min(height, whole.bottom)
    )
    area = (whole.right - whole.left) * (whole.bottom - whole.top)
    if box.right <= box.left or box.bottom <= box.top:
        return None
    if (box.right - box.left) * (box.bottom - box.top) < LEAST_SHARE * area:
        return None
    part = slice(box.top, box.bottom), slice(box.left, box.right)
    return Window(box, detail.fine[part], detail.ground[part], detail.weight[part])


def fit(
    detail: Detail, drawer: Drawer, place: Placement, rounds: int, *, exact: bool = False
) -> Fit | None:
    """Gauss and Newton's least squares over place, scale, turn and opacity.

    The model is linear in the opacity: detail = opacity * added(place). Derivatives are taken
    by moving the mark a quarter of a pixel (Lucas and Kanade's registration), and kept from one
    round to the next while the mark moves little. ``exact`` draws finer and lets the mark be
    stretched too. None where the mark leaves the photo.
    """
    window = window_of(detail, place, drawer.size)
    if window is None:
        return None
    added = _added(window, drawer, place, exact)
    slopes: list[Floats] | None = None
    for _ in range(rounds):
        if slopes is None:
            moves = _moves(place, drawer.size, exact)
            slopes = [_added(window, drawer, moved, exact) - added for moved in moves]
        moved = _round(window, drawer, place, added, slopes)
        change = _distance(place, moved, drawer.size)
        place, before = moved, window.box
        window = window_of(detail, place, drawer.size)
        if window is None:
            return None
        added = _added(window, drawer, place, exact)
        if change < SETTLED:
            break
        if change > FAR or window.box != before:
            slopes = None
    return Fit(place, window, added, opacity_of(window, added))


def _added(window: Window, drawer: Drawer, place: Placement, exact: bool) -> Floats:
    drawn = drawer.draw(place, window.box, fine=2 if exact else 1)
    return added_detail(drawn, window.ground)


def added_detail(drawn: Drawn, ground: Floats) -> Floats:
    """What a mark over this ground changes of the photo's detail at opacity 1; h x w x 3."""
    change = drawn.colour - ground * drawn.alpha[:, :, None]
    blurred = cv2.GaussianBlur(change, (0, 0), FINE, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(change - blurred, np.float32)


def opacity_of(window: Window, added: Floats) -> float:
    """The weighted least-squares opacity."""
    weight = window.weight[:, :, None]
    energy = float((weight * added * added).sum())
    return float((weight * added * window.fine).sum()) / max(energy, 1e-9)


def _moves(place: Placement, size: tuple[int, int], exact: bool) -> list[Placement]:
    """A quarter of a pixel's move of the corners: in x, in y, grown, turned, and stretched."""
    count = 5 if exact else 4
    return [_moved(place, size, STEPS * row) for row in np.eye(5)[:count]]


def _round(
    window: Window, drawer: Drawer, place: Placement, added: Floats, slopes: list[Floats]
) -> Placement:
    weight = np.sqrt(window.weight)[:, :, None]
    matrix = np.stack([(weight * column).ravel() for column in (added, *slopes)], axis=1)
    target = (weight * window.fine).ravel()
    square = (matrix.T @ matrix).astype(np.float64)
    # A ridge keeps a mark that looks alike when turned, such as a ring, from spinning.
    ridge = np.diag(square) * np.where(np.arange(len(square)) > 0, RIDGE, 0) + 1e-9
    solved = np.linalg.solve(square + np.diag(ridge), (matrix.T @ target).astype(np.float64))
    opacity = float(solved[0])
    if abs(opacity) < 1e-3:
        return place
    shares = solved[1:] / opacity * STEPS
    longest = float(np.abs(shares).max())
    shares *= min(1.0, REACH / longest) if longest > 0 else 1.0
    return _moved(place, drawer.size, shares)


def _moved(place: Placement, size: tuple[int, int], pixels: NDArray[np.float64]) -> Placement:
    """The place after its corners have moved by pixels: x, y, growth, turn and, if given,
    stretch."""
    x, y, growth, turn, stretch = (*pixels.tolist(), 0.0)[:5]
    reach = max(1.0, place.scale * math.hypot(*size) / 2)
    return Placement(
        place.x + x,
        place.y + y,
        place.scale * math.exp(growth / reach),
        place.turn + math.degrees(turn / reach),
        place.stretch * math.exp(2 * stretch / reach),
    )


def _distance(one: Placement, other: Placement, size: tuple[int, int]) -> float:
    """The most that a corner moved, in pixels."""
    return float(np.abs(one.corners(size) - other.corners(size)).max())
