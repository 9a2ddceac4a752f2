"""The thorough fill of thin holes."""

from __future__ import annotations

import numpy as np
import pytest

from jobs.stages.contract import Cancelled
from jobs.stages.diffusion import diffuse
from jobs.stages.spectral_fill import reconstructed, spectral_fill


def weave() -> np.ndarray:
    """A regular texture, which no edge runs through."""
    rows, columns = np.mgrid[:64, :80]
    level = 120 + 35 * np.sin(columns / 2.1) * np.sin(rows / 1.7)
    return np.repeat(level[:, :, None], 3, axis=2).astype(np.uint8)


def hole() -> np.ndarray:
    plane = np.zeros((64, 80), np.uint8)
    plane[28:36, 15:65] = 255
    return plane


def broken() -> np.ndarray:
    return np.where(hole()[:, :, None] > 0, 255, weave()).astype(np.uint8)


def error(filled: np.ndarray) -> float:
    return float(np.sqrt(np.mean((filled.astype(float) - weave())[hole() > 0] ** 2)))


def test_a_regular_texture_is_told_better_than_by_edges_alone():
    along_edges = diffuse(broken().astype(np.float32), hole())
    assert error(spectral_fill(broken(), hole())) < 0.95 * error(along_edges)


def test_nothing_inside_the_hole_is_looked_at():
    other = np.where(hole()[:, :, None] > 0, 0, weave()).astype(np.uint8)
    assert np.array_equal(reconstructed(broken(), hole()), reconstructed(other, hole()))


def test_known_pixels_keep_their_values():
    filled = spectral_fill(broken(), hole())
    assert np.array_equal(filled[hole() == 0], weave()[hole() == 0].astype(np.float32))
    assert filled.min() >= 0 and filled.max() <= 255


def test_cancelling_stops_it_before_the_longer_part():
    def stop() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        spectral_fill(broken(), hole(), stop)
