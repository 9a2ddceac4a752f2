"""A hole's pixels as unknowns in an order in which neighbours lie close together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Indices = NDArray[np.int64]

AXES, DIAGONALS = ((0, 1), (1, 0)), ((1, 1), (1, -1))
FORWARD = (*AXES, *DIAGONALS)
"""Down and right of each pixel's neighbours on each axis and diagonal; the others mirror them."""
KNOWN, OUTSIDE = -1, -2


@dataclass(frozen=True)
class Link:
    """How strongly each pixel is tied to its neighbour ``dy`` down and ``dx`` to the right.

    ``weight`` is a plane, at least 0; its value at a pixel holds for both ends of the tie.
    ``(dy, dx)`` is one of ``FORWARD``.
    """

    dy: int
    dx: int
    weight: Floats


@dataclass(frozen=True)
class _Rim:
    """Ties of unknowns to known pixels: the tie's weight and the value stand at flat places."""

    unknowns: Indices
    weights: Indices
    values: Indices


@dataclass(frozen=True)
class _Ties:
    """All ties in one direction: between unknowns ``first`` < ``second``, and to the rim."""

    first: Indices
    second: Indices
    weights: Indices
    rims: tuple[_Rim, _Rim]


class Banded:
    """The unknowns of ``inside``, height x width, ordered once for any number of solutions.

    The order is that of Cuthill and McKee (1969), reversed, so that the matrix is a band about
    as wide as the hole is. Positive definite, it is solved by Cholesky's method (LAPACK's
    ``pbsv``), in two thirds of the time of a sparse LU on the holes of lettering.
    """

    def __init__(self, inside: NDArray[np.bool_]) -> None:
        rows, columns = _in_order(inside)
        self.count = len(rows)
        self.places = rows * inside.shape[1] + columns
        index = _index(inside.shape, rows, columns, inside)
        self.ties = {step: _ties(rows, columns, index, step) for step in FORWARD}
        self.reach = max(
            int((each.second - each.first).max(initial=0)) for each in self.ties.values()
        )

    def solve(self, values: Floats, links: tuple[Link, ...]) -> Floats:
        """``values``, height x width x channels, with each unknown the mean of its neighbours.

        Neighbours past the border do not count. Raises ``numpy.linalg.LinAlgError`` where an
        unknown is tied to nothing known.
        """
        from scipy.linalg import solveh_banded

        filled = values.copy()
        flat = filled.reshape(-1, values.shape[2])
        band = np.zeros((self.reach + 1, self.count))
        known = np.zeros((self.count, values.shape[2]))
        for link in links:
            ties, weight = self.ties[link.dy, link.dx], link.weight.ravel()
            strength = weight[ties.weights].astype(np.float64)
            band[ties.second - ties.first, ties.first] = -strength
            band[0] += np.bincount(ties.first, strength, self.count)
            band[0] += np.bincount(ties.second, strength, self.count)
            for rim in ties.rims:
                strength = weight[rim.weights].astype(np.float64)
                band[0, rim.unknowns] += strength
                known[rim.unknowns] += strength[:, None] * flat[rim.values]
        flat[self.places] = solveh_banded(
            band, known, lower=True, overwrite_ab=True, overwrite_b=True, check_finite=False
        )
        return filled


def _in_order(inside: NDArray[np.bool_]) -> tuple[Indices, Indices]:
    """Rows and columns of the unknowns, ordered."""
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import reverse_cuthill_mckee

    rows, columns = np.nonzero(inside)
    index = _index(inside.shape, rows, columns, inside)
    own = np.arange(len(rows))
    after = [index[rows + 1 + dy, columns + 1 + dx] for dy, dx in FORWARD]
    first = np.concatenate([own[each >= 0] for each in after])
    second = np.concatenate([each[each >= 0] for each in after])
    ends = np.concatenate([first, second]), np.concatenate([second, first])
    graph = csr_matrix((np.ones(len(ends[0]), np.int8), ends), shape=(len(rows), len(rows)))
    order = reverse_cuthill_mckee(graph, symmetric_mode=True)
    return rows[order], columns[order]


def _index(
    shape: tuple[int, ...], rows: Indices, columns: Indices, inside: NDArray[np.bool_]
) -> Indices:
    """Each pixel's number among the unknowns, or why it has none; a margin of one all around."""
    index = np.full((shape[0] + 2, shape[1] + 2), OUTSIDE, np.int64)
    index[1:-1, 1:-1][~inside] = KNOWN
    index[rows + 1, columns + 1] = np.arange(len(rows))
    return index


def _ties(rows: Indices, columns: Indices, index: Indices, step: tuple[int, int]) -> _Ties:
    dy, dx = step
    width = index.shape[1] - 2
    own, here = np.arange(len(rows)), rows * width + columns
    after = index[rows + 1 + dy, columns + 1 + dx]
    before = index[rows + 1 - dy, columns + 1 - dx]
    free = np.flatnonzero(after >= 0)
    on, back = np.flatnonzero(after == KNOWN), np.flatnonzero(before == KNOWN)
    return _Ties(
        first=np.minimum(own[free], after[free]),
        second=np.maximum(own[free], after[free]),
        weights=here[free],
        rims=(
            _Rim(on, here[on], here[on] + dy * width + dx),
            _Rim(back, here[back] - dy * width - dx, here[back] - dy * width - dx),
        ),
    )
