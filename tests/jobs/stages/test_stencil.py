"""Solving for a hole's pixels from their neighbours."""

from __future__ import annotations

import numpy as np

from jobs.stages import stencil
from jobs.stages.banded import AXES, Link
from jobs.stages.stencil import Grid, shrink


def ramp() -> np.ndarray:
    rows, columns = np.mgrid[:90, :120].astype(np.float32)
    return np.dstack([columns, rows, columns + rows])


def hole() -> np.ndarray:
    plane = np.zeros((90, 120), np.uint8)
    plane[20:70, 30:90] = 255
    return plane


def even() -> tuple[Link, ...]:
    return tuple(Link(dy, dx, np.ones(hole().shape, np.float32)) for dy, dx in AXES)


def test_a_tie_that_is_cut_lets_nothing_through():
    values = np.where(np.arange(120)[None, :, None] < 60, 10, 200) * np.ones((90, 120, 1))
    across = np.ones(hole().shape, np.float32)
    across[:, 59] = 0
    down = np.ones(hole().shape, np.float32)
    filled = Grid(hole()).settle(values.astype(np.float32), (Link(0, 1, across), Link(1, 0, down)))
    assert np.allclose(filled, values)


def test_a_large_hole_solved_at_half_size_first_comes_to_the_same(monkeypatch):
    at_once = Grid(hole()).settle(ramp(), even())
    monkeypatch.setattr(stencil, "MOST_UNKNOWNS", 500)
    assert np.abs(Grid(hole()).settle(ramp(), even()) - at_once).max() < 1.5


def test_shrinking_takes_nothing_from_inside_the_hole():
    values = ramp()
    values[hole() > 0] = 1000
    smaller, unknown = shrink(values, hole(), (60, 45))
    assert smaller[unknown == 0].max() < 250
