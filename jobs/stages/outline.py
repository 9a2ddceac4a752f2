"""Walks along a hole's outline: evenly spaced points with their normals."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages.contract import Plane

Floats = NDArray[np.float32]

MOST_SAMPLES = 1200
"""A longer outline is walked in larger steps."""
LEAST_SAMPLES = 8


@dataclass(frozen=True)
class Outline:
    """A closed walk along the border pixels of a hole, clockwise as seen, about a pixel a step.

    ``points`` and ``outwards`` are n x 2, x before y: places in pixels and unit normals.
    """

    points: Floats
    outwards: Floats

    def __len__(self) -> int:
        return len(self.points)


def walk(hole: Plane) -> Outline:
    """The outer border of the largest part of ``hole``.

    Raises ``ValueError`` when the hole is empty.
    """
    contours, _ = cv2.findContours(hole, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not contours:
        raise ValueError("The mask is empty: there is no outline to walk.")
    border = max(contours, key=cv2.contourArea).reshape(-1, 2).astype(np.float32)
    points = _evenly(border)
    # A staircase of pixels has no direction; the outline smoothed has one.
    smooth = circular_mean(points, min(2, (len(points) - 1) // 4))
    tangent = np.roll(smooth, -1, axis=0) - np.roll(smooth, 1, axis=0)
    tangent = tangent / np.maximum(np.hypot(tangent[:, 0], tangent[:, 1]), 1e-6)[:, None]
    outwards = np.stack([tangent[:, 1], -tangent[:, 0]], axis=1)
    return Outline(points, outwards.astype(np.float32))


def circular_mean(values: Floats, reach: int) -> Floats:
    """The mean of each row of a closed walk and its ``reach`` neighbours on both sides."""
    steps = range(-reach, reach + 1)
    mean: Floats = np.mean([np.roll(values, step, axis=0) for step in steps], axis=0)
    return mean


def _evenly(border: Floats) -> Floats:
    if len(border) < 3:
        left, top = border.min(axis=0) - 0.5
        right, bottom = border.max(axis=0) + 0.5
        border = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)
    onwards = np.roll(border, -1, axis=0)
    turning = border[:, 0] * onwards[:, 1] - onwards[:, 0] * border[:, 1]
    if float(turning.sum()) < 0:
        border = border[::-1]
    closed = np.vstack([border, border[:1]])
    along = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(closed, axis=0).T))])
    count = int(np.clip(along[-1], LEAST_SAMPLES, MOST_SAMPLES))
    at = np.linspace(0, along[-1], count, endpoint=False)
    return np.stack([np.interp(at, along, closed[:, axis]) for axis in (0, 1)], axis=1).astype(
        np.float32
    )
