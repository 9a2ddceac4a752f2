"""The edge-following fill."""

from __future__ import annotations

import numpy as np
import pytest

from jobs.stages.contract import Cancelled
from jobs.stages.diffusion import diffuse
from jobs.stages.membrane import membrane


def edge() -> np.ndarray:
    """Two areas that meet in a slanting line."""
    rows, columns = np.mgrid[:60, :80]
    level = np.where(columns + 0.5 * rows < 55, 60.0, 190.0)
    return np.repeat(level[:, :, None], 3, axis=2).astype(np.float32)


def hole() -> np.ndarray:
    plane = np.zeros((60, 80), np.uint8)
    plane[24:36, 20:60] = 255
    return plane


def broken() -> np.ndarray:
    return np.where(hole()[:, :, None] > 0, 0, edge()).astype(np.float32)


def fill(**more) -> np.ndarray:
    return diffuse(broken(), hole(), **more)


def error(filled: np.ndarray) -> float:
    return float(np.sqrt(np.mean((filled - edge())[hole() > 0] ** 2)))


def test_an_edge_is_carried_through_better_than_by_a_membrane():
    assert error(fill()) < 0.7 * error(membrane(broken(), hole()))


def test_nothing_outside_the_hole_changes():
    assert np.array_equal(fill()[hole() == 0], edge()[hole() == 0])


def test_no_value_leaves_the_range_of_its_surroundings():
    assert fill().min() >= 59.9 and fill().max() <= 190.1


def test_cancelling_stops_between_rounds():
    def stop() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        fill(checkpoint=stop)
