"""Grain for a fill."""

from __future__ import annotations

import cv2
import numpy as np

from jobs.stages.grain import DEEP, SHALLOW, grain


def hole() -> np.ndarray:
    plane = np.zeros((120, 120), np.uint8)
    cv2.circle(plane, (60, 60), 30, 255, -1)
    return plane


def noisy(deviation: float, soft: float = 0.0) -> np.ndarray:
    noise = np.random.default_rng(1).normal(0, 1, (120, 120, 3)).astype(np.float32)
    noise = cv2.GaussianBlur(noise, (0, 0), soft) if soft else noise
    return (128 + noise * (deviation / noise.std())).astype(np.float32)


def made(values: np.ndarray) -> np.ndarray:
    flat = np.where(hole()[:, :, None] > 0, 128, values).astype(np.float32)
    return grain(flat, flat, hole(), np.random.default_rng(0))


def deep() -> np.ndarray:
    return cv2.distanceTransform(hole(), cv2.DIST_L2, 5) > DEEP


def test_a_noisy_ground_gives_about_as_much_noise():
    assert 4 < made(noisy(6.0))[deep()].std() < 7.5


def test_a_clean_ground_gives_none():
    assert np.abs(made(np.full((120, 120, 3), 128, np.float32))).max() < 0.1


def test_soft_noise_stays_soft():
    def alike(noise: np.ndarray) -> float:
        return float(np.corrcoef(noise[:, 1:].ravel(), noise[:, :-1].ravel())[0, 1])

    inner = slice(45, 75), slice(45, 75)
    assert alike(made(noisy(6, soft=0.8))[inner]) > alike(made(noisy(6))[inner]) + 0.2


def test_a_fill_that_has_its_ground_s_noise_gets_no_more():
    assert not grain(noisy(6), noisy(6) * 1.2, hole(), np.random.default_rng(0)).any()


def test_there_is_none_near_the_edge_nor_outside():
    depth = cv2.distanceTransform(hole(), cv2.DIST_L2, 5)
    assert not made(noisy(6))[depth <= SHALLOW].any()
