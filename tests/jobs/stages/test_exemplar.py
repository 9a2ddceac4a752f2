"""The texture fill."""

from __future__ import annotations

import cv2
import numpy as np
import skimage.data

from jobs.stages.exemplar import exemplar


def grass() -> np.ndarray:
    return np.repeat(skimage.data.grass()[:128, :128, None], 3, axis=2).astype(np.float32)


def hole() -> np.ndarray:
    plane = np.zeros((128, 128), np.uint8)
    cv2.circle(plane, (64, 64), 18, 255, -1)
    return plane


def fill(seed=0) -> np.ndarray:
    values = grass()
    values[hole() > 0] = 255
    return exemplar(values, hole(), np.random.default_rng(seed))


def test_the_fill_is_about_as_lively_as_the_ground():
    inside, outside = fill()[hole() > 0], grass()[hole() == 0]
    assert 0.6 < inside.std() / outside.std() < 1.3


def test_the_fill_is_about_as_bright_as_the_ground():
    assert abs(fill()[hole() > 0].mean() - grass()[hole() == 0].mean()) < 20


def test_nothing_outside_the_hole_changes():
    assert np.array_equal(fill()[hole() == 0], grass()[hole() == 0])


def test_the_same_seed_gives_the_same_fill():
    assert np.array_equal(fill(4), fill(4))


def test_a_hole_that_is_wide_beside_its_ground_is_still_textured():
    values = np.repeat(skimage.data.gravel()[:420, :440, None], 3, axis=2).astype(np.float32)
    plane = np.zeros((420, 440), np.uint8)
    plane[120:300, 120:320] = 255
    filled = exemplar(values, plane, np.random.default_rng(0))
    assert 0.6 < filled[plane > 0].std() / values[plane == 0].std() < 1.3


def test_where_no_whole_patch_is_left_the_smooth_fill_stands():
    values = np.full((9, 9, 3), 50, np.float32)
    plane = np.zeros((9, 9), np.uint8)
    plane[2:7, 2:7] = 255
    values[plane > 0] = 255
    assert np.allclose(exemplar(values, plane, np.random.default_rng(0)), 50)
