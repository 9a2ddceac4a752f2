"""Noise is measured, and texture is not taken for it."""

import numpy as np
import pytest
import skimage.data

from jobs.stages.noise import noise_level, plane_noise


def noisy(pixels, deviation, seed=0):
    noise = np.random.default_rng(seed).normal(0, deviation, pixels.shape)
    return np.clip(np.rint(pixels + noise), 0, 255).astype(np.uint8)


@pytest.mark.parametrize("name", ["chelsea", "astronaut", "coffee", "rocket"])
@pytest.mark.parametrize("deviation", [2, 5, 10, 20])
def test_added_noise_is_measured_within_a_fifth(name, deviation):
    picture = getattr(skimage.data, name)()
    assert noise_level(noisy(picture, deviation)) == pytest.approx(deviation, rel=0.2)


@pytest.mark.parametrize("name", ["chelsea", "astronaut", "coffee", "rocket"])
def test_clean_photographs_have_hardly_any(name):
    assert noise_level(getattr(skimage.data, name)()) < 1.2


@pytest.mark.parametrize("name", ["grass", "gravel", "brick"])
def test_texture_is_not_noise(name):
    assert plane_noise(getattr(skimage.data, name)()) < 0.5


@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 500, 3), (15, 15, 3)])
def test_a_picture_too_small_to_tell_has_none(shape):
    assert noise_level(np.zeros(shape, np.uint8)) == 0


def test_a_clipped_picture_has_none():
    assert noise_level(np.full((64, 64, 3), 255, np.uint8)) == 0
