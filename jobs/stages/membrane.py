"""Smooth fill: the surface that is stretched over a hole's edge."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jobs.stages.banded import AXES, Link
from jobs.stages.contract import Plane
from jobs.stages.stencil import Grid

Floats = NDArray[np.float32]


def membrane(values: Floats, hole: Plane) -> Floats:
    """Replace values inside ``hole`` by the solution of Laplace's equation from its edge.

    ``values`` is height x width x channels. At the picture's border the surface is level.
    Raises ``ValueError`` when the hole leaves nothing to stretch from.
    """
    return Grid(hole).settle(values, even(hole))


def even(hole: Plane) -> tuple[Link, ...]:
    """Ties of the membrane: each pixel's to its four neighbours, all alike."""
    alike = np.ones(hole.shape, np.float32)
    return tuple(Link(dy, dx, alike) for dy, dx in AXES)
