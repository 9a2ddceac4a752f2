"""Holes: how a mask falls apart, and how hard each part is."""

from __future__ import annotations

import numpy as np

from jobs.stages.holes import split


def ground(noise=0.0) -> np.ndarray:
    rng = np.random.default_rng(0)
    values = 120 + rng.normal(0, noise or 1e-9, (200, 300, 1))
    return np.repeat(np.clip(values, 0, 255).astype(np.uint8), 3, axis=2)


def mask(*boxes) -> np.ndarray:
    plane = np.zeros((200, 300), np.uint8)
    for left, top, right, bottom in boxes:
        plane[top:bottom, left:right] = 255
    return plane


def test_letters_beside_each_other_are_one_hole_and_far_ones_are_two():
    near = split(ground(), mask((10, 10, 20, 30), (26, 10, 36, 30)))
    far = split(ground(), mask((10, 10, 20, 30), (100, 10, 110, 30)))
    assert (len(near), len(far)) == (1, 2)


def test_the_holes_together_are_the_mask():
    given = mask((10, 10, 20, 30), (100, 150, 160, 190))
    joined = np.zeros_like(given)
    for hole in split(ground(), given):
        left, top, right, bottom = hole.box
        joined[top:bottom, left:right] |= hole.own
    assert np.array_equal(joined, given)


def test_thickness_is_the_largest_width():
    hole = split(ground(), mask((50, 50, 150, 70)))[0]
    assert abs(hole.thickness - 20) <= 1


def test_the_area_counts_the_holes_own_pixels():
    assert split(ground(), mask((50, 50, 150, 70)))[0].area == 2000


def test_the_place_is_the_crop_of_the_box():
    hole = split(ground(), mask((50, 50, 150, 70)))[0]
    assert ground()[hole.place].shape[:2] == hole.own.shape


def test_an_empty_mask_has_no_holes():
    assert split(ground(), mask()) == []
