"""Division: the sides into which curves divide a hole, and what is known of each outside."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages.contract import Pixels, Plane
from jobs.stages.regions import disk
from jobs.stages.removal.curves import Curve

Floats = NDArray[np.float32]
Labels = NDArray[np.int32]

FINE = 4
"""The hole is divided on a grid this many times finer than its pixels."""
BAND = 3
"""Known pixels around the hole that are divided with it: they say whose ground lies where."""
SMALLEST = 2.0
"""A part with less of the hole than this, in pixels, is a slip of two curves."""
EVIDENCE = 4
"""Known pixels that a part must touch to be filled from."""


@dataclass(frozen=True)
class Sides:
    """A divided hole.

    ``shares`` is sides x height x width: how much of each pixel belongs to each side, 0..1, 1 in
    total within the hole. ``outside`` numbers the known pixels by the side they go on as, -1
    where that cannot be told or where they are no side's.
    """

    shares: Floats
    outside: Labels

    def __len__(self) -> int:
        return len(self.shares)


def divide(pixels: Pixels, unknown: Plane, hole: Plane, curves: tuple[Curve, ...]) -> Sides:
    """Divide ``hole`` along ``curves`` and let each side's ground grow outwards from it.

    The ground grows from a band around the hole by a watershed on the picture's own edges
    (Meyer, 1992). A part that touches nothing known joins the nearest side.
    """
    left, top, wide, high = cv2.boundingRect(cv2.dilate(hole, disk(BAND)))
    window = slice(top, top + high), slice(left, left + wide)
    parts = _parts(hole[window], curves, (left, top))
    inside = _enlarged(hole[window]) > 0
    ring = _ring(parts, (hole[window] == 0) & (unknown[window] == 0))
    names = _named(parts, inside, ring)
    fine = np.where(inside, _nearest_of(names[parts], range(1, int(names.max()) + 1)), 0)
    shares = np.zeros((int(names.max()), *hole.shape), np.float32)
    for side in range(1, len(shares) + 1):
        share = (fine == side).astype(np.float32)
        shares[side - 1][window] = cv2.resize(share, (wide, high), interpolation=cv2.INTER_AREA)
    shares = np.where(hole > 0, shares / np.maximum(shares.sum(axis=0), 1e-6), 0)
    markers = np.zeros(hole.shape, np.int32)
    foreign = len(shares) + 1
    markers[window] = np.where(ring > 0, np.where(names[ring] > 0, names[ring], foreign), 0)
    markers = np.where(hole > 0, shares.argmax(axis=0) + 1, markers)
    return Sides(shares.astype(np.float32), _grow(pixels, unknown, markers, foreign))


def _enlarged(plane: Plane) -> Plane:
    return np.asarray(np.kron(plane, np.ones((FINE, FINE), np.uint8)), np.uint8)


def _parts(hole: Plane, curves: tuple[Curve, ...], corner: tuple[int, int]) -> Labels:
    """Parts of the hole and its band between the curves, on the fine grid; 0 is on a curve."""
    ground = _enlarged(cv2.dilate(hole, disk(BAND)))
    for curve in curves:
        # Pixel centres lie at half steps of the fine grid; OpenCV takes 1/16 of its pixels.
        places = (curve.points - np.array(corner, np.float32) + 0.5) * FINE - 0.5
        corners = np.round(places * 16).astype(np.int32)
        cv2.polylines(ground, [corners], False, 0, 1, cv2.LINE_8, 4)
    return np.asarray(cv2.connectedComponents(ground, connectivity=4)[1], np.int32)


def _ring(parts: Labels, known: NDArray[np.bool_]) -> Labels:
    """The part of each known pixel in the band, 0 where a curve runs through it."""
    blocks = parts.reshape(known.shape[0], FINE, known.shape[1], FINE)
    low, high = blocks.min(axis=(1, 3)), blocks.max(axis=(1, 3))
    return np.where(known & (low == high), low, 0).astype(np.int32)


def _named(parts: Labels, inside: NDArray[np.bool_], ring: Labels) -> Labels:
    """The number of each part's side, from 1; 0 for a part that is none."""
    count = int(parts.max()) + 1
    within = np.bincount(parts[inside], minlength=count)
    seen = np.bincount(ring.ravel(), minlength=count)
    within[0] = seen[0] = 0
    chosen = np.nonzero((within >= SMALLEST * FINE**2) & (seen >= EVIDENCE))[0]
    if not len(chosen):
        chosen = np.array([int(np.argmax(within))])
    names = np.zeros(count, np.int32)
    names[chosen] = np.arange(1, len(chosen) + 1)
    return names


def _nearest_of(labels: Labels, wanted: range) -> Labels:
    """Every place takes the nearest of the wanted labels."""
    kept = np.where(np.isin(labels, wanted), labels, 0)
    _, index = cv2.distanceTransformWithLabels(
        (kept == 0).astype(np.uint8), cv2.DIST_L2, 3, labelType=cv2.DIST_LABEL_PIXEL
    )
    names = np.zeros(int(index.max()) + 1, np.int32)
    here = kept > 0
    names[index[here]] = kept[here]
    return names[index]


def _grow(pixels: Pixels, unknown: Plane, markers: Labels, foreign: int) -> Labels:
    """Number the known pixels by side; edges, foreign ground and what is unknown are -1."""
    calm = cv2.bilateralFilter(pixels, 5, 30, 3)
    grown = cv2.watershed(calm, markers.astype(np.int32))
    grown[(unknown > 0) | (grown == foreign)] = -1
    return np.where(grown > 0, grown - 1, -1).astype(np.int32)
