"""The smooth fill."""

from __future__ import annotations

import numpy as np
import pytest

from jobs.stages.membrane import membrane


def ramp() -> np.ndarray:
    return np.tile(np.arange(40, dtype=np.float32)[None, :, None], (30, 1, 3))


def hole() -> np.ndarray:
    plane = np.zeros((30, 40), np.uint8)
    plane[8:20, 10:30] = 255
    return plane


def test_a_ramp_is_continued_exactly():
    broken = np.where(hole()[:, :, None] > 0, 200, ramp()).astype(np.float32)
    assert np.allclose(membrane(broken, hole()), ramp(), atol=1e-3)


def test_nothing_outside_the_hole_changes():
    filled = membrane(ramp(), hole())
    assert np.array_equal(filled[hole() == 0], ramp()[hole() == 0])


def test_a_hole_without_an_edge_is_refused():
    with pytest.raises(ValueError, match="nothing is left"):
        membrane(ramp(), np.full((30, 40), 255, np.uint8))
