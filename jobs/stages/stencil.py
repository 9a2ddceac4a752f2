"""Solves for the pixels of a hole as weighted means of their neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages.contract import Plane
from jobs.stages.regions import disk

Floats = NDArray[np.float32]

AXES = ((0, 1), (1, 0))
DIAGONALS = ((1, 1), (1, -1))
MOST_UNKNOWNS = 20_000
"""Larger systems are solved at half size first, since their cost grows faster than they do."""
RIM = 8
"""Pixels from a large hole's edge that are solved again at full size."""


@dataclass(frozen=True)
class Link:
    """How strongly each pixel is tied to its neighbour ``dy`` down and ``dx`` to the right.

    ``weight`` is a plane, at least 0; its value at a pixel holds for both ends of the tie.
    """

    dy: int
    dx: int
    weight: Floats


def settle(values: Floats, hole: Plane, links: Sequence[Link]) -> Floats:
    """Replace values inside ``hole`` so that each is the mean of its neighbours by ``links``.

    ``values`` is height x width x channels. Neighbours past the picture's border do not count.
    A hole of more than ``MOST_UNKNOWNS`` pixels is filled at half size, where what lies deep
    inside it is as smooth, and solved at full size along its rim. Raises ``ValueError`` when the
    hole leaves nothing to start from.
    """
    inside = hole > 0
    if inside.all():
        raise ValueError("The hole covers the whole crop: nothing is left to fill it from.")
    if not inside.any():
        return values.copy()
    if np.count_nonzero(inside) <= MOST_UNKNOWNS:
        return _solve(values, inside, links)
    deep = cv2.erode(hole, disk(RIM))
    coarse = np.where(deep[:, :, None] > 0, _at_half_size(values, hole, links), values)
    return _solve(coarse.astype(np.float32), inside & (deep == 0), links)


def _at_half_size(values: Floats, hole: Plane, links: Sequence[Link]) -> Floats:
    height, width = hole.shape
    size = max(1, width // 2), max(1, height // 2)
    smaller, unknown = shrink(values, hole, size)
    thinner = tuple(
        Link(each.dy, each.dx, _resized(each.weight, size, cv2.INTER_AREA)) for each in links
    )
    filled = settle(smaller, unknown, thinner)
    return _resized(filled, (width, height), cv2.INTER_LINEAR).reshape(values.shape)


def shrink(values: Floats, hole: Plane, size: tuple[int, int]) -> tuple[Floats, Plane]:
    """Values and hole at a smaller ``size`` (width, height), each value from known ones alone.

    A pixel stays in the hole when less than half of what it covers is known.
    """
    known = (hole == 0).astype(np.float32)
    share = _resized(known, size, cv2.INTER_AREA)
    total = _resized(values * known[:, :, None], size, cv2.INTER_AREA)
    smaller = total.reshape(*share.shape, -1) / np.maximum(share, 1e-6)[:, :, None]
    return smaller, np.where(share < 0.5, 255, 0).astype(np.uint8)


def _resized(values: Floats, size: tuple[int, int], method: int) -> Floats:
    return np.asarray(cv2.resize(values, size, interpolation=method), np.float32)


def _solve(values: Floats, inside: NDArray[np.bool_], links: Sequence[Link]) -> Floats:
    """Sparse LU (SuperLU); the matrix is a symmetric one with a dominant diagonal."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.linalg import splu

    index = np.full(inside.shape, -1, np.int32)
    rows, columns = np.nonzero(inside)
    count = len(rows)
    index[rows, columns] = np.arange(count)
    diagonal = np.zeros(count)
    known = np.zeros((count, values.shape[2]))
    entries: list[tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]]] = []
    for link, way in ((link, way) for link in links for way in (1, -1)):
        y, x = rows + way * link.dy, columns + way * link.dx
        within = (y >= 0) & (y < inside.shape[0]) & (x >= 0) & (x < inside.shape[1])
        here = np.nonzero(within)[0]
        y, x = y[here], x[here]
        ends = (rows[here], columns[here]) if way == 1 else (y, x)
        weight = link.weight[ends].astype(np.float64)
        diagonal[here] += weight
        neighbour = index[y, x]
        free = neighbour >= 0
        entries.append((here[free], neighbour[free], -weight[free]))
        edge = ~free
        known[here[edge]] += weight[edge, None] * values[y[edge], x[edge]]
    own = np.arange(count)
    first = np.concatenate([own, *(entry[0] for entry in entries)])
    second = np.concatenate([own, *(entry[1] for entry in entries)])
    matrix_values = np.concatenate([diagonal, *(entry[2] for entry in entries)])
    matrix = coo_matrix((matrix_values, (first, second)), shape=(count, count)).tocsc()
    factors = splu(matrix, permc_spec="MMD_AT_PLUS_A", options={"SymmetricMode": True})
    filled = values.copy()
    filled[rows, columns] = factors.solve(known)
    return filled
