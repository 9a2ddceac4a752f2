"""The mean gradient: steepness in levels a pixel."""

import numpy as np

from jobs.stages.sharpness import mean_gradient


def test_a_ramp_is_as_steep_as_it_rises():
    ramp = np.repeat(np.arange(0, 200, 2, dtype=np.uint8)[None, :, None], 3, axis=2).repeat(9, 0)
    assert abs(mean_gradient(ramp) - 2 * 99 / 100) < 1e-3


def test_flat_is_nought():
    assert mean_gradient(np.full((5, 7, 3), 80, np.uint8)) == 0


def test_a_high_picture_is_measured_without_borders_between_its_strips():
    rows = (np.arange(2100) % 200).astype(np.uint8)
    high = np.repeat(np.repeat(rows[:, None, None], 4, axis=1), 3, axis=2)
    expected = np.hypot(*np.gradient(high[..., 0].astype(float)))
    assert abs(mean_gradient(high) - expected[1:-1].mean()) < 0.01
