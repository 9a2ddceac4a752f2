"""What lies around a hole, in numbers."""

from __future__ import annotations

import numpy as np

from jobs.stages.surroundings import Surroundings, look_around


def hole() -> np.ndarray:
    plane = np.zeros((80, 100), np.uint8)
    plane[30:50, 40:60] = 255
    return plane


def ground(noise: float = 0.0, left: int = 120, right: int = 120) -> np.ndarray:
    values = np.full((80, 100, 1), left, np.float32)
    values[:, 50:] = right
    values = values + np.random.default_rng(0).normal(0, noise or 1e-9, values.shape)
    return np.repeat(np.clip(np.round(values), 0, 255).astype(np.uint8), 3, axis=2)


def around(pixels: np.ndarray) -> Surroundings:
    return look_around(pixels, hole(), hole())


def test_a_plain_ground_has_no_numbers_but_one_regime():
    plain = around(ground())
    assert (plain.edge_deviation, plain.gradient, plain.regimes) == (0, 0, 1)


def test_a_rough_ground_counts_as_textured():
    assert around(ground(noise=20)).texture > 10 > 1 > around(ground()).texture


def test_an_edge_into_the_hole_deviates_slopes_and_divides():
    edge = around(ground(left=60, right=180))
    assert edge.edge_deviation > 40
    assert edge.gradient > 5
    assert edge.regimes == 2


def test_what_the_hole_hides_does_not_count():
    painted = ground()
    painted[hole() > 0] = 255
    assert around(painted) == around(ground())


def test_where_nothing_near_is_known_the_numbers_are_nothing():
    full = np.full((80, 100), 255, np.uint8)
    assert look_around(ground(), full, hole()) == Surroundings(0.0, 0.0, 0.0, 0, 0.0)
