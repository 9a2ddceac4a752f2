"""Signed distances (negative inside) of the solids that objects are put together from.

Formulas after Quilez, "Distance functions" (iquilezles.org). Every function takes coordinates
as float32 arrays of one shape, y up, and gives distances of that shape.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import PchipInterpolator
from scipy.ndimage import map_coordinates

Field = NDArray[np.float32]
Points = tuple[Field, Field, Field]
_RASTER = 1400
_REACH = 2.4


def sphere(points: Points, centre: Sequence[float], radius: float) -> Field:
    """A ball."""
    x, y, z = moved(points, centre)
    distance: Field = np.sqrt(x * x + y * y + z * z) - np.float32(radius)
    return distance


def ellipsoid(points: Points, centre: Sequence[float], radii: Sequence[float]) -> Field:
    """A ball of three radii; a bound rather than the exact distance."""
    parts = [
        axis / np.float32(radius) for axis, radius in zip(moved(points, centre), radii, strict=True)
    ]
    k0 = np.sqrt(sum(part * part for part in parts))
    slopes = [part / np.float32(radius) for part, radius in zip(parts, radii, strict=True)]
    k1 = np.sqrt(sum(slope * slope for slope in slopes))
    return np.asarray(k0 * (k0 - 1) / np.maximum(k1, 1e-4), np.float32)


def box(
    points: Points, centre: Sequence[float], half: Sequence[float], rounded: float = 0.03
) -> Field:
    """A box of three half sides with rounded edges."""
    far = [
        np.abs(axis) - np.float32(side - rounded)
        for axis, side in zip(moved(points, centre), half, strict=True)
    ]
    outside = np.sqrt(sum(np.maximum(axis, 0) ** 2 for axis in far))
    inside = np.minimum(np.maximum(np.maximum(far[0], far[1]), far[2]), 0)
    return np.asarray(outside + inside - rounded, np.float32)


def capsule(points: Points, start: Sequence[float], end: Sequence[float], radius: float) -> Field:
    """A rod with round ends."""
    x, y, z = moved(points, start)
    along = [np.float32(b - a) for a, b in zip(start, end, strict=True)]
    length = max(float(sum(part * part for part in along)), 1e-9)
    share = np.clip((x * along[0] + y * along[1] + z * along[2]) / length, 0, 1)
    gaps = (x - along[0] * share, y - along[1] * share, z - along[2] * share)
    return np.asarray(np.sqrt(sum(gap * gap for gap in gaps)) - radius, np.float32)


def torus(
    points: Points, centre: Sequence[float], radius: float, thick: float, tall: float = 1.0
) -> Field:
    """A ring standing upright in the plane of x and y; ``tall`` stretches it upwards."""
    x, y, z = moved(points, centre)
    ring = np.sqrt(x * x + (y / np.float32(tall)) ** 2) - np.float32(radius)
    return np.asarray(np.sqrt(ring * ring + z * z) - thick, np.float32)


def curve(points: Points, through: Sequence[Sequence[float]], radii: Sequence[float]) -> Field:
    """A tube through points in the plane of x and y, its radius changing along it."""
    rods = [
        smooth(capsule(points, (*a, 0), (*b, 0), ra), capsule(points, (*b, 0), (*b, 0), rb), 0.02)
        for a, b, ra, rb in zip(through[:-1], through[1:], radii[:-1], radii[1:], strict=True)
    ]
    joined = rods[0]
    for rod in rods[1:]:
        joined = smooth(joined, rod, 0.04)
    return joined


def lathe(points: Points, profile: Sequence[Sequence[float]], curved: bool = True) -> Field:
    """A solid turned about the y axis from an outline of (radius, height) points.

    A curved outline is interpolated smoothly along its length, without overshooting; it is
    closed from the last point to the first.
    """
    corners = np.asarray(profile, np.float64)
    if curved:
        steps = np.r_[0, np.cumsum(np.hypot(*np.diff(corners, axis=0).T) + 1e-6)]
        dense = np.linspace(0, steps[-1], 400)
        corners = np.stack([PchipInterpolator(steps, axis)(dense) for axis in corners.T], axis=1)
    x, y, z = points
    return _flat(corners, np.sqrt(x * x + z * z), y, mirrored=True)


def extrude(
    points: Points, corners: Sequence[Sequence[float]], half: float, rounded: float = 0.05
) -> Field:
    """A plate cut from an outline in the plane of x and y, with rounded edges."""
    flat = _flat(np.asarray(corners, np.float64), points[0], points[1], mirrored=False) + rounded
    deep = np.abs(points[2]) - np.float32(half - rounded)
    outside = np.sqrt(np.maximum(flat, 0) ** 2 + np.maximum(deep, 0) ** 2)
    return np.asarray(outside + np.minimum(np.maximum(flat, deep), 0) - rounded, np.float32)


def _flat(corners: NDArray[np.float64], x: Field, y: Field, *, mirrored: bool) -> Field:
    """The signed distance to a flat outline, from a raster of it."""
    scale = _RASTER / _REACH
    drawn = np.zeros((_RASTER, _RASTER), np.uint8)
    at = np.stack([corners[:, 0] + _REACH / 2, corners[:, 1] + 0.15], axis=1) * scale
    cv2.fillPoly(drawn, [np.round(at * 16).astype(np.int32)], 255, shift=4)
    if mirrored:
        drawn = np.maximum(drawn, drawn[:, ::-1])
    signed = cv2.distanceTransform(255 - drawn, cv2.DIST_L2, 5) - cv2.distanceTransform(
        drawn, cv2.DIST_L2, 5
    )
    signed = cv2.GaussianBlur(signed, (0, 0), 4) / scale
    places = np.stack([(y + 0.15).ravel() * scale, (x + _REACH / 2).ravel() * scale])
    found = map_coordinates(signed, places, order=1, mode="nearest", prefilter=False)
    return np.asarray(found.reshape(x.shape), np.float32)


def moved(points: Points, centre: Sequence[float]) -> Points:
    """The points as seen from a centre."""
    x, y, z = points
    return x - np.float32(centre[0]), y - np.float32(centre[1]), z - np.float32(centre[2])


def turned(points: Points, angle: float, axis: str = "y") -> Points:
    """The points turned by an angle in radians about the x, y or z axis."""
    x, y, z = points
    cos, sin = np.float32(np.cos(angle)), np.float32(np.sin(angle))
    if axis == "x":
        return x, cos * y - sin * z, sin * y + cos * z
    if axis == "y":
        return cos * x + sin * z, y, cos * z - sin * x
    return cos * x - sin * y, sin * x + cos * y, z


def joined(*fields: Field) -> Field:
    """Everything inside any of them."""
    least = fields[0]
    for field in fields[1:]:
        least = np.minimum(least, field)
    return least


def smooth(first: Field, second: Field, width: float) -> Field:
    """Both joined by a fillet of this width (polynomial smooth minimum)."""
    overlap = np.maximum(width - np.abs(first - second), 0) / np.float32(width)
    return np.asarray(np.minimum(first, second) - overlap * overlap * width * 0.25, np.float32)


def cut(body: Field, hole: Field) -> Field:
    """The body without the hole."""
    return np.maximum(body, -hole)
