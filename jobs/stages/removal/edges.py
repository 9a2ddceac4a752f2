"""Edges: how sharply sides meet, and what lies along a curve, as it is seen outside the hole."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages.removal.curves import Curve
from jobs.stages.removal.traces import ACROSS, REACH, Trace

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]

TAPER = np.clip((REACH - 0.5 - np.abs(ACROSS)) / 2, 0, 1).astype(np.float32)
BOX_BLUR = 0.29
"""The deviation that sharing a pixel by area already blurs with."""


def soften(shares: Floats, hole: Flags, curves: tuple[Curve, ...]) -> Floats:
    """Blur the border between sides to the width that their edge has outside the hole."""
    if not curves or len(shares) < 2:
        return shares
    widths = [
        trace.blur for curve in curves for trace in (curve.first, curve.second) if trace is not None
    ]
    deviation = max(0.0, float(np.median(widths)) ** 2 - BOX_BLUR**2) ** 0.5
    if deviation < 0.3:
        return shares
    inside = cv2.GaussianBlur(hole.astype(np.float32), (0, 0), deviation)
    soft = np.stack([cv2.GaussianBlur(share, (0, 0), deviation) for share in shares])
    soft = soft / np.maximum(inside, 1e-6)
    soft = soft / np.maximum(soft.sum(axis=0), 1e-6)
    return np.where(hole, soft, 0).astype(np.float32)


def carry(curves: tuple[Curve, ...], hole: Flags) -> Floats:
    """What lies along the curves beyond a plain step: thin lines, halos, bright rims.

    It is read across each trace outside the hole and carried along the curve from end to end;
    height x width x 3, RGB levels to be added, 0 away from the curves.
    """
    added = np.zeros((*hole.shape, 3), np.float32)
    rows, columns = np.nonzero(hole)
    places = np.stack([columns, rows], axis=1).astype(np.float32)
    for curve in curves:
        away, along, across = _beside(curve.points, places)
        near = away <= REACH
        first = _rest(curve.first)[::-1]
        second = first if curve.second is None else _rest(curve.second)
        start, end = (_at(profile, across[near]) for profile in (first, second))
        share = along[near, None]
        added[rows[near], columns[near]] += (1 - share) * start + share * end
    return added


def _beside(points: Floats, places: Floats) -> tuple[Floats, Floats, Floats]:
    """For each place: the distance to the curve, how far along it lies (0..1), signed distance."""
    tangent = np.gradient(points, axis=0)
    tangent = tangent / np.maximum(np.hypot(*tangent.T), 1e-6)[:, None]
    nearest = np.concatenate(
        [
            np.argmin(((part[:, None] - points) ** 2).sum(axis=2), axis=1)
            for part in np.array_split(places, max(1, len(places) * len(points) // 2_000_000))
        ]
    )
    gap = places - points[nearest]
    across = -gap[:, 0] * tangent[nearest, 1] + gap[:, 1] * tangent[nearest, 0]
    away = np.hypot(gap[:, 0], gap[:, 1])
    return away, (nearest / (len(points) - 1)).astype(np.float32), across


def _rest(trace: Trace) -> Floats:
    """The profile less a Gaussian step between its two ends, tapered to nothing there."""
    before, after = trace.profile[:4].mean(axis=0), trace.profile[-4:].mean(axis=0)
    rise = _step(ACROSS / trace.blur)[:, None]
    return np.asarray((trace.profile - before - rise * (after - before)) * TAPER[:, None])


def _step(values: Floats) -> Floats:
    from scipy.special import ndtr

    return np.asarray(ndtr(values), np.float32)


def _at(profile: Floats, across: Floats) -> Floats:
    return np.stack(
        [np.interp(across, ACROSS, profile[:, channel]) for channel in range(3)], axis=1
    ).astype(np.float32)
