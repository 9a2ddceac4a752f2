"""Detail for a fill that is right but soft."""

from __future__ import annotations

import cv2
import numpy as np
import skimage.data

from jobs.stages.detail import with_detail


def grass() -> np.ndarray:
    return np.repeat(skimage.data.grass()[:120, :120, None], 3, axis=2).astype(np.float32)


def hole() -> np.ndarray:
    plane = np.zeros((120, 120), np.uint8)
    cv2.circle(plane, (60, 60), 20, 255, -1)
    return plane


def soft() -> np.ndarray:
    blurred = cv2.GaussianBlur(grass(), (0, 0), 2.0)
    return np.where(hole()[:, :, None] > 0, blurred, grass()).astype(np.float32)


def sharpened() -> np.ndarray:
    return with_detail(soft(), hole(), 3.0, np.random.default_rng(0))


def test_the_fill_becomes_about_as_lively_as_its_ground():
    before, after, ground = (each[hole() > 0].std() for each in (soft(), sharpened(), grass()))
    assert before < 0.75 * ground
    assert 0.8 < after / ground < 1.25


def test_what_was_drawn_stays_beneath_it():
    coarse = [cv2.GaussianBlur(each, (0, 0), 5)[hole() > 0] for each in (sharpened(), soft())]
    assert np.abs(coarse[0] - coarse[1]).mean() < 6


def test_nothing_outside_the_hole_changes():
    assert np.array_equal(sharpened()[hole() == 0], grass()[hole() == 0])


def test_without_a_whole_patch_outside_the_fill_stands():
    plane = np.zeros((9, 9), np.uint8)
    plane[2:7, 2:7] = 255
    flat = np.full((9, 9, 3), 50, np.float32)
    assert np.array_equal(with_detail(flat, plane, 2.0, np.random.default_rng(0)), flat)
