"""See-through letters taken off what lies beneath them."""

from __future__ import annotations

import cv2
import numpy as np

from jobs.stages.contract import Lettering
from jobs.stages.diffusion import diffused
from jobs.stages.overlay.take_off import take_off
from tests.jobs.stages.overlay.strokes import INK, strokes


def taken(opacity, told=None, **kind):
    scene = strokes(opacity, **kind)
    mask = np.where(scene.covered, 255, 0).astype(np.uint8)
    mask = np.asarray(cv2.dilate(mask, np.ones((3, 3), np.uint8)), np.uint8)
    known = Lettering(opacity=told or opacity, colour=INK)
    return scene, mask, take_off(scene.pixels, mask, known)


def error(pixels, clean, places):
    return float(np.abs(pixels[places].astype(float) - clean[places]).mean())


def test_what_lies_beneath_comes_back_nearer_the_truth_than_filling_does():
    scene, mask, done = taken(0.6)
    places = done.restored > 0
    assert places.sum() > 0.5 * scene.covered.sum()
    ours = error(done.pixels, scene.clean, places)
    assert ours < 8
    assert ours < error(diffused(scene.pixels, mask), scene.clean, places) / 2


def test_only_restored_pixels_change_and_all_lie_in_the_mask():
    scene, mask, done = taken(0.6)
    changed = (done.pixels != scene.pixels).any(axis=2)
    assert not (changed & (done.restored == 0)).any()
    assert not ((done.restored > 0) & (mask == 0)).any()


def test_an_opacity_that_was_told_a_little_wrong_is_fitted_again():
    _, _, done = taken(0.6, told=0.75)
    assert abs(1 - done.through - 0.6) < 0.1


def test_opaque_letters_are_left_with_the_reason():
    _, _, done = taken(1.0)
    assert not done.restored.any()
    assert "opaque" in done.reason


def test_hairlines_are_left_with_the_reason():
    _, _, done = taken(0.6, width=1)
    assert not done.restored.any()
    assert done.reason


def test_on_flat_ground_nothing_says_how_much_shows_through_so_they_are_left():
    _, _, done = taken(0.6, grain=0.3)
    assert not done.restored.any()
    assert "give or take" in done.reason or "opaque" in done.reason
