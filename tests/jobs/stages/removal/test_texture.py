"""Texture: carried from the same regime, of the same height where it can be."""

from __future__ import annotations

import numpy as np
import skimage.data

from jobs.stages.removal.texture import piece
from tests.jobs.stages.removal.views import disc


def gravel() -> np.ndarray:
    grey = skimage.data.gravel()[:240, :320].astype(np.float32)
    return np.repeat(grey[:, :, None], 3, axis=2)


def test_detail_comes_from_the_regime_alone():
    mine = disc(radius=16) == 0
    mine[:, 160:] = False
    found = piece(gravel(), mine, disc(radius=16) > 0)
    assert found is not None
    assert 160 + found.shift[0] + 16 <= 162


def test_detail_is_as_strong_as_the_grounds():
    found = piece(gravel(), disc() == 0, disc() > 0)
    ground = gravel() - gravel().mean()
    assert found is not None
    assert 0.5 < found.detail[disc() > 0].std() / ground.std() < 1.5


def test_detail_adds_nothing_outside_what_was_wanted():
    found = piece(gravel(), disc() == 0, disc() > 0)
    assert found is not None
    assert np.count_nonzero(found.detail[disc() == 0]) == 0


def test_without_room_there_is_none():
    mine = (disc(radius=30) > 0) & (disc() == 0)
    assert piece(gravel(), mine, disc() > 0) is None


def test_texture_that_shrinks_with_distance_is_taken_from_the_same_height():
    rows, columns = np.mgrid[:240, :320].astype(np.float32)
    waves = 40 * np.sin(columns * 40 / (40 + rows)) * np.sin(2000 / (40 + rows))
    view = np.repeat((128 + waves)[:, :, None], 3, axis=2)
    found = piece(view, disc(radius=14) == 0, disc(radius=14) > 0)
    assert found is not None
    assert abs(found.shift[1]) <= 8


def test_a_thing_that_lies_on_the_ground_is_not_carried_along():
    view = np.full((240, 320, 3), 120, np.float32)
    view += np.random.default_rng(0).normal(0, 2, view.shape)
    view[::12, ::12] = 255
    found = piece(view, disc() == 0, disc() > 0)
    assert found is not None
    assert np.abs(found.detail).max() < 25
