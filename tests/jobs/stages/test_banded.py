"""A hole's unknowns in a narrow band."""

from __future__ import annotations

import numpy as np

from jobs.stages.banded import AXES, FORWARD, Banded, Link


def inside() -> np.ndarray:
    """An L, and a lone pixel in the corner of the picture."""
    plane = np.zeros((12, 30), bool)
    plane[2:10, 3:6] = plane[8:10, 3:28] = plane[0, 29] = True
    return plane


def links(seed: int = 0) -> tuple[Link, ...]:
    rng = np.random.default_rng(seed)
    return tuple(
        Link(dy, dx, rng.uniform(0.1, 1, inside().shape).astype(np.float32)) for dy, dx in FORWARD
    )


def values() -> np.ndarray:
    return np.random.default_rng(1).uniform(0, 255, (*inside().shape, 3)).astype(np.float32)


def tied(filled: np.ndarray, y: int, x: int) -> np.ndarray:
    """The weighted mean of a pixel's neighbours, added up one by one."""
    total, share = np.zeros(3), 0.0
    for link in links():
        for way in (1, -1):
            row, column = y + way * link.dy, x + way * link.dx
            if 0 <= row < filled.shape[0] and 0 <= column < filled.shape[1]:
                weight = float(link.weight[(y, x) if way == 1 else (row, column)])
                total, share = total + weight * filled[row, column], share + weight
    return total / share


def test_each_unknown_is_the_weighted_mean_of_its_neighbours():
    filled = Banded(inside()).solve(values(), links())
    for y, x in np.argwhere(inside()):
        assert np.allclose(filled[y, x], tied(filled, y, x), atol=1e-3)


def test_what_is_known_stays():
    filled = Banded(inside()).solve(values(), links())
    assert np.array_equal(filled[~inside()], values()[~inside()])


def test_one_set_up_serves_other_weights_and_fewer_directions():
    unknowns = Banded(inside())
    unknowns.solve(values(), links(seed=5))
    even = tuple(Link(dy, dx, np.ones(inside().shape, np.float32)) for dy, dx in AXES)
    level = np.full_like(values(), 70)
    assert np.allclose(unknowns.solve(level, even), 70)
    assert np.array_equal(
        unknowns.solve(values(), links()), Banded(inside()).solve(values(), links())
    )


def test_the_band_is_about_as_wide_as_the_hole():
    assert Banded(inside()).reach <= 8
