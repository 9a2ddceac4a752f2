"""Regimes: a gradient is one, a horizon two, a wire a line, and noise nothing."""

from __future__ import annotations

import time

import cv2
import numpy as np
import pytest
import skimage.data

from jobs.stages.regimes import UNSEEN, regimes


def ramp() -> np.ndarray:
    row = np.tile(np.arange(200, dtype=np.uint8), (160, 1))
    return np.repeat(row[:, :, None], 3, axis=2)


def disc(centre=(100, 80), radius=30) -> np.ndarray:
    mask = np.zeros((160, 200), np.uint8)
    cv2.circle(mask, centre, radius, 255, -1)
    return mask


@pytest.mark.parametrize("radius", [5, 12, 30, 50])
def test_a_gradient_is_one_regime(radius):
    found = regimes(ramp(), disc(radius=radius))
    assert (found.count, found.crossings, found.strength) == (1, (), 0.0)


@pytest.mark.parametrize("radius", [5, 12, 30, 50])
def test_a_horizon_is_two_and_is_crossed_at_both_sides(radius):
    scene = ramp()
    scene[80:] = (40, 90, 50)
    found = regimes(scene, disc(radius=radius))
    places = np.array([found.outline.points[crossing.at] for crossing in found.crossings])
    assert found.count == 2
    assert np.abs(places[:, 1] - 80).max() <= 2
    assert sorted(np.sign(places[:, 0] - 100)) == [-1, 1]
    assert found.strength > 20


@pytest.mark.parametrize("radius", [5, 12, 30, 50])
def test_a_wire_before_one_ground_is_a_line(radius):
    scene = np.full((160, 200, 3), 150, np.uint8)
    cv2.line(scene, (0, 20), (199, 120), (30, 30, 30), 2, cv2.LINE_AA)
    found = regimes(scene, disc((100, 70), radius))
    assert [crossing.line for crossing in found.crossings] == [True, True]
    assert {arc.regime for arc in found.arcs} == {0}
    assert found.count == 2


def test_noise_is_one_regime():
    noise = np.random.default_rng(0).normal(120, 25, (160, 200, 3)).clip(0, 255)
    assert regimes(noise.astype(np.uint8), disc()).count == 1


def test_the_same_colour_on_both_sides_is_the_same_regime():
    scene = np.full((160, 200, 3), 200, np.uint8)
    scene[:, 85:115] = (160, 30, 30)
    found = regimes(scene, disc())
    assert len(found.arcs) == 4
    assert found.count == 2


def test_where_the_picture_ends_nothing_is_seen():
    found = regimes(ramp(), disc((5, 80)))
    assert UNSEEN in {arc.regime for arc in found.arcs}
    assert found.count == 1


def test_another_hole_beside_it_is_not_read_as_a_regime():
    scene, unknown = ramp(), disc()
    scene[60:100, 132:150] = 255
    unknown[60:100, 132:150] = 255
    found = regimes(scene, unknown, disc())
    assert found.count == 1


def test_a_photo_takes_milliseconds():
    photo = skimage.data.astronaut()
    mask = np.zeros(photo.shape[:2], np.uint8)
    cv2.circle(mask, (250, 300), 25, 255, -1)
    regimes(photo, mask)
    began = time.perf_counter()
    found = regimes(photo, mask)
    assert found.count >= 2
    assert time.perf_counter() - began < 0.25


def test_an_empty_mask_is_refused():
    with pytest.raises(ValueError, match="empty"):
        regimes(ramp(), np.zeros((160, 200), np.uint8))
