"""Noise falls, edges stay, clean pictures pass."""

import cv2
import numpy as np
import pytest
import skimage.data
from pydantic import ValidationError

from jobs.stages.contract import Context, Frame, Picture
from jobs.stages.denoise import STAGE, DenoiseParams
from jobs.stages.noise import noise_level
from jobs.stages.weights import Weights

CHELSEA = skimage.data.chelsea()


def noisy(pixels, deviation):
    noise = np.random.default_rng(3).normal(0, deviation, pixels.shape)
    return np.clip(np.rint(pixels + noise), 0, 255).astype(np.uint8)


def denoise(pixels, alpha=None, **params):
    picture = Picture(pixels, alpha)
    return STAGE.run(Frame(picture, picture), DenoiseParams(**params), Context(Weights()))


def gain(original, deviation, **params):
    before = noisy(original, deviation)
    after = denoise(before, **params).frame.picture.pixels
    return cv2.PSNR(after, original) - cv2.PSNR(before, original)


@pytest.mark.parametrize(("deviation", "decibels"), [(4, 3), (8, 4.5), (16, 6)])
@pytest.mark.parametrize("name", ["chelsea", "coffee", "rocket"])
def test_a_noisy_photograph_comes_nearer_to_the_clean_one(name, deviation, decibels):
    assert gain(getattr(skimage.data, name)(), deviation) > decibels


def test_the_noise_before_and_after_is_told():
    details = denoise(noisy(CHELSEA, 10)).details
    assert details.noise_before == pytest.approx(10, rel=0.15)
    assert details.noise_after < 0.5 * details.noise_before


@pytest.mark.parametrize("name", ["chelsea", "astronaut", "coffee", "rocket"])
def test_a_clean_photograph_is_hardly_touched(name):
    original = getattr(skimage.data, name)()
    assert cv2.PSNR(denoise(original).frame.picture.pixels, original) > 42


def test_an_edge_keeps_its_height_and_its_place():
    edge = np.full((80, 80, 3), 60, np.uint8)
    edge[:, 40:] = 180
    smooth = denoise(noisy(edge, 8)).frame.picture.pixels.astype(float).mean(axis=(0, 2))
    assert smooth[40] - smooth[39] > 0.95 * 120


def test_strength_zero_changes_nothing():
    before = noisy(CHELSEA, 10)
    assert np.array_equal(denoise(before, strength=0).frame.picture.pixels, before)


def test_more_strength_takes_out_more():
    before = noisy(CHELSEA, 10)
    left = [denoise(before, strength=s).details.noise_after for s in (0.05, 0.45, 1)]
    assert left[0] > left[1] > left[2]


def test_a_strip_border_cannot_be_found():
    tall = noisy(np.vstack([CHELSEA, CHELSEA]), 6)
    whole = cv2.ximgproc.guidedFilter(
        tall.astype(np.float32),
        tall.astype(np.float32),
        2,
        (3 * 0.45**0.5 * noise_level(tall)) ** 2,
    )
    in_strips = denoise(tall).frame.picture.pixels
    assert np.array_equal(np.clip(np.rint(whole), 0, 255), in_strips)


def test_the_same_picture_gives_the_same_bits():
    before = noisy(CHELSEA, 10)
    runs = [denoise(before).frame.picture.pixels for _ in range(2)]
    assert np.array_equal(*runs)


def test_alpha_and_mask_stay():
    alpha, mask = CHELSEA[..., 0].copy(), CHELSEA[..., 1].copy()
    picture = Picture(noisy(CHELSEA, 10), alpha)
    frame = STAGE.run(Frame(picture, picture, mask), DenoiseParams(), Context(Weights())).frame
    assert frame.picture.alpha is alpha
    assert frame.mask is mask
    assert frame.source is picture


@pytest.mark.parametrize("shape", [(1, 1), (1, 300), (300, 1)])
def test_tiny_pictures_pass(shape):
    pixels = np.full((*shape, 3), 90, np.uint8)
    assert np.array_equal(denoise(pixels).frame.picture.pixels, pixels)


@pytest.mark.parametrize("strength", [-0.1, 1.1])
def test_a_strength_out_of_range_is_refused(strength):
    with pytest.raises(ValidationError, match="strength"):
        DenoiseParams(strength=strength)
