"""Transfer: a hole's whole content from a place that looks alike, bent to fit."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages.contract import Plane
from jobs.stages.regions import disk

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]

CONTEXT = 10
"""Pixels around the hole that a place must resemble."""
PLACES = 4
"""So many of the best places are bent to fit before one is chosen."""
ROUNDS = 12
LIGHT = 0.8
"""The share of a difference in brightness that blending takes away afterwards."""
FAR = 0.12
"""What a place one hole's width away costs, as a share of the ground's own variance."""
STIFF = 2.0
"""How much a bend must explain: a place is moved freely, but turned and scaled only as needed."""


@dataclass(frozen=True)
class Transfer:
    """The content of a like place.

    ``values`` covers the hole and its context, ``error`` is the mean squared difference on the
    context once brightness is levelled, and ``shift`` where the content came from, in pixels
    right and down at the hole's middle.
    """

    values: Floats
    error: float
    shift: tuple[int, int]


def transfer(values: Floats, unknown: Plane, hole: Plane) -> Transfer | None:
    """The place whose surroundings look most like those of ``hole``, fitted to them.

    A whole place is taken rather than many patches, so that what crosses it stays whole. It is
    found by its squared difference everywhere and then turned, scaled and sheared by
    Gauss-Newton steps (Lucas and Kanade, 1981), so that tiles that shrink with distance go on
    shrinking. Gives None where no place has room.
    """
    near = cv2.dilate(hole, disk(CONTEXT)) > 0
    context = near & (unknown == 0)
    if np.count_nonzero(context) < 40:
        return None
    left, top, wide, high = cv2.boundingRect(near.astype(np.uint8))
    window = slice(top, top + high), slice(left, left + wide)
    price = _prices(values, unknown, context, near, window)
    if price is None:
        return None
    fits = []
    for x, y in _best(price, max(3, min(wide, high) // 4)):
        start = np.array([[1, 0, x - left], [0, 1, y - top]], np.float64)
        fits.append(_fit(values, unknown, context, near, start))
    found = [fit for fit in fits if fit is not None]
    if not found:
        return None
    error, bend, moved = min(found, key=lambda fit: fit[0])
    middle = np.array([left + wide / 2, top + high / 2, 1])
    gone = bend @ middle - middle[:2]
    return Transfer(moved, error, (round(float(gone[0])), round(float(gone[1]))))


def _prices(
    values: Floats, unknown: Plane, context: Flags, near: Flags, window: tuple[slice, slice]
) -> Floats | None:
    """How ill each place fits, infinite where something there is unknown."""
    covered = near[window].astype(np.float32)
    hidden = (unknown > 0).astype(np.float32)
    open_places = cv2.matchTemplate(hidden, covered, cv2.TM_CCORR) < 0.5
    if not open_places.any():
        return None
    calm = cv2.GaussianBlur(values, (0, 0), 0.7)
    weight = context[window].astype(np.float32)
    count = float(weight.sum())
    total = np.zeros(open_places.shape, np.float32)
    variance = 0.0
    for channel in cv2.split(calm):
        wanted = np.ascontiguousarray(channel[window])
        total += cv2.matchTemplate(channel, wanted, cv2.TM_SQDIFF, mask=weight)
        level = (cv2.matchTemplate(channel, weight, cv2.TM_CCORR) - (wanted * weight).sum()) / count
        total -= LIGHT * count * level**2
        variance += float(channel[context].var())
    y, x = np.mgrid[: total.shape[0], : total.shape[1]]
    away = np.hypot(x - window[1].start, y - window[0].start) / max(covered.shape)
    price = total / count + FAR * (variance + 3) * away
    return np.where(open_places, price, np.inf).astype(np.float32)


def _best(price: Floats, apart: int) -> list[tuple[int, int]]:
    """The places (x, y) of least price that do not lie on top of each other."""
    left = price.copy()
    found = []
    for _ in range(PLACES):
        y, x = np.unravel_index(int(np.argmin(left)), left.shape)
        if not np.isfinite(left[y, x]):
            break
        found.append((int(x), int(y)))
        left[max(0, y - apart) : y + apart + 1, max(0, x - apart) : x + apart + 1] = np.inf
    return found


def _fit(
    values: Floats, unknown: Plane, context: Flags, near: Flags, start: NDArray[np.float64]
) -> tuple[float, NDArray[np.float64], Floats] | None:
    """Bend a place to the context: the error left, the bend, and the content."""
    rows, columns = np.nonzero(context)
    here = np.column_stack([columns, rows, np.ones(len(rows))])
    centre = here.mean(axis=0)
    spread = max(1.0, float(here[:, :2].std()))
    scaled = (here - centre) / spread
    scaled[:, 2] = 1
    wanted = values[rows, columns].astype(np.float64)
    slopes = [np.gradient(values, axis=axis) for axis in (1, 0)]
    bend, best = start.copy(), start.copy()
    least = np.inf
    for _ in range(ROUNDS):
        places = (here @ bend.T).astype(np.float32)
        seen = _sample(values, places)
        rest = wanted - seen
        rest = rest - LIGHT * rest.mean(axis=0)
        error = float((rest**2).mean())
        if error > least * 0.999:
            break
        least, best = error, bend.copy()
        graded = _sample(slopes[0], places), _sample(slopes[1], places)
        bend = bend + _step(graded, scaled, rest, centre, spread)
    moved = cv2.warpAffine(
        values,
        best,
        (values.shape[1], values.shape[0]),
        flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REFLECT_101,
    )
    hidden = cv2.warpAffine(
        (unknown > 0).astype(np.float32),
        best,
        (values.shape[1], values.shape[0]),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderValue=1.0,
    )
    if float(hidden[near].max()) > 0.01:
        return None
    return least, best, np.asarray(moved, np.float32)


def _step(
    graded: tuple[Floats, Floats],
    scaled: NDArray[np.float64],
    rest: NDArray[np.float64],
    centre: NDArray[np.float64],
    spread: float,
) -> NDArray[np.float64]:
    """One Gauss-Newton step of the six numbers of an affine bend."""
    columns = [(grade[:, :, None] * scaled[:, None, :]).reshape(-1, 3) for grade in graded]
    design = np.concatenate(columns, axis=1)
    normal = design.T @ design
    stiff = STIFF * np.array([1.0, 1.0, 0.02]) * float(np.trace(normal)) / 60
    step = np.linalg.solve(normal + np.diag(np.tile(stiff, 2)), design.T @ rest.reshape(-1))
    change = step.reshape(2, 3)
    linear = change[:, :2] / spread
    return np.column_stack([linear, change[:, 2] - linear @ centre[:2]])


def _sample(values: Floats, places: Floats) -> Floats:
    return np.asarray(
        cv2.remap(
            values,
            places[:, :1],
            places[:, 1:2],
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REFLECT_101,
        ).reshape(len(places), -1),
        np.float32,
    )
