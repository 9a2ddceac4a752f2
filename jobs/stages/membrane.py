"""Smooth fill: the surface that is stretched over a hole's edge."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jobs.stages.contract import Plane

Floats = NDArray[np.float32]


def membrane(values: Floats, hole: Plane) -> Floats:
    """Replace values inside ``hole`` by the solution of Laplace's equation from its edge.

    ``values`` is height x width x channels. At the picture's border the surface is level.
    Raises ``ValueError`` when the hole leaves nothing to stretch from.
    """
    from scipy.sparse import coo_matrix
    from scipy.sparse.linalg import splu

    inside = hole > 0
    if inside.all():
        raise ValueError("The hole covers the whole crop: nothing is left to fill it from.")
    if not inside.any():
        return values.copy()
    height, width = hole.shape
    index = np.full((height, width), -1, np.int64)
    rows, columns = np.nonzero(inside)
    count = len(rows)
    index[rows, columns] = np.arange(count)
    diagonal = np.zeros(count)
    known = np.zeros((count, values.shape[2]))
    entries: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []
    for dy, dx in ((0, 1), (0, -1), (1, 0), (-1, 0)):
        y, x = rows + dy, columns + dx
        within = (y >= 0) & (y < height) & (x >= 0) & (x < width)
        diagonal += within
        here = np.nonzero(within)[0]
        neighbour = index[y[here], x[here]]
        free = neighbour >= 0
        entries.append((here[free], neighbour[free]))
        known[here[~free]] += values[y[here[~free]], x[here[~free]]]
    first = np.concatenate([np.arange(count), *(pair[0] for pair in entries)])
    second = np.concatenate([np.arange(count), *(pair[1] for pair in entries)])
    weight = np.concatenate([diagonal, -np.ones(len(first) - count)])
    matrix = coo_matrix((weight, (first, second)), shape=(count, count)).tocsc()
    filled = values.copy()
    filled[rows, columns] = splu(matrix).solve(known)
    return filled
