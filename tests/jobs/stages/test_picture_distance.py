"""How far two pictures are apart."""

import math

import numpy as np
import pytest
import skimage.data

from jobs.stages.perceptual_hash import distance as bits
from jobs.stages.perceptual_hash import phash
from jobs.stages.picture_distance import distance

PHOTO = np.ascontiguousarray(skimage.data.astronaut()[:256, :256])


def test_a_picture_is_identical_to_itself():
    found = distance(PHOTO, PHOTO.copy())
    assert found.identical
    assert (found.psnr, found.max_difference, found.phash_bits) == (None, 0, 0)


def test_psnr_is_that_of_the_formula():
    shifted = np.full((8, 8, 3), 100, np.uint8), np.full((8, 8, 3), 110, np.uint8)
    found = distance(*shifted)
    assert found.psnr == pytest.approx(20 * math.log10(255 / 10), abs=1e-3)
    assert (found.max_difference, found.identical) == (10, False)


def test_one_value_is_enough_to_differ():
    other = PHOTO.copy()
    other[5, 5, 1] ^= 1
    found = distance(PHOTO, other)
    assert (found.max_difference, found.phash_bits) == (1, 0)
    assert found.psnr > 90


def test_pictures_of_different_sizes_are_refused():
    with pytest.raises(ValueError, match="256 x 256 and 100 x 256"):
        distance(PHOTO, PHOTO[:, :100])


def test_the_hash_stays_near_for_the_same_look_and_far_for_another():
    brighter = np.clip(PHOTO.astype(int) + 12, 0, 255).astype(np.uint8)
    other = np.ascontiguousarray(skimage.data.coffee()[:256, :256])
    assert bits(phash(PHOTO), phash(brighter)) <= 4
    assert bits(phash(PHOTO), phash(other)) >= 16


def test_a_hash_is_sixteen_hexadecimal_digits():
    assert len(phash(PHOTO)) == 16
    int(phash(PHOTO), 16)


def test_what_is_no_hash_is_refused():
    with pytest.raises(ValueError, match="'abc' is not a perceptual hash"):
        bits("abc", phash(PHOTO))
