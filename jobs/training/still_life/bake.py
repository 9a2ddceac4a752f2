"""Objects sampled once on a grid, so that tracing a ray costs one look-up a step."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import map_coordinates

from jobs.training.still_life.objects import OBJECTS, Rgb
from jobs.training.still_life.shapes import Field

GRID = 104
LOW = np.array([-1.08, -0.06, -1.08], np.float32)
HIGH = np.array([1.08, 2.04, 1.08], np.float32)
Vectors = NDArray[np.float32]
"""N x 3: places, directions or linear RGB."""


@dataclass(frozen=True)
class Baked:
    """One object on the grid: the whole's distance, and each accent's against the body's.

    ``reach`` is its half width at any turn with a little room, ``top`` its height.
    """

    distance: Field
    accents: tuple[tuple[Rgb, Field], ...]
    reach: float
    top: float

    def at(self, places: Vectors) -> Field:
        """The signed distance at places, in the object's own coordinates."""
        return _look_up(self.distance, places)

    def normals(self, places: Vectors) -> Vectors:
        """Unit normals, from differences over one and a half cells, which rounds edges."""
        reach = 1.5 * float(HIGH[0] - LOW[0]) / (GRID - 1)
        total = np.zeros_like(places)
        for corner in ((1, -1, -1), (-1, -1, 1), (-1, 1, -1), (1, 1, 1)):
            way = np.array(corner, np.float32)
            total += way * self.at(places + way * np.float32(reach))[:, None]
        length = np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-6)
        return np.asarray(total / length, np.float32)

    def accent_share(self, index: int, places: Vectors) -> Field:
        """How much of a place belongs to an accent rather than the body, 0..1."""
        return np.clip(0.5 - _look_up(self.accents[index][1], places) / 0.03, 0, 1)


def _look_up(grid: Field, places: Vectors) -> Field:
    scale = np.float32(GRID - 1) / (HIGH - LOW)
    found = map_coordinates(
        grid, ((places - LOW) * scale).T, order=1, mode="nearest", prefilter=False
    )
    return np.asarray(found, np.float32)


@lru_cache(maxsize=64)
def bake(name: str) -> Baked:
    """Sample the named object on the grid (about half a second); kept for the process."""
    axes = [
        np.linspace(low, high, GRID, dtype=np.float32) for low, high in zip(LOW, HIGH, strict=True)
    ]
    x, y, z = (np.ascontiguousarray(axis) for axis in np.meshgrid(*axes, indexing="ij"))
    solid = OBJECTS[name]((x, y, z))
    whole = solid.body
    accents = []
    for colour, field in solid.accents:
        accents.append((colour, np.asarray(field - solid.body, np.float32)))
        whole = np.minimum(whole, field)
    solid_at = whole < 0.04
    reach = float(np.sqrt(x * x + z * z)[solid_at].max())
    top = float(y[solid_at].max())
    return Baked(np.asarray(whole, np.float32), tuple(accents), reach, top)
