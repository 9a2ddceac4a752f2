"""Fill: what crosses a hole goes on, each side keeps its own colours, nothing else changes."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from jobs.stages.removal.fill import HANDICAP, fill
from tests.jobs.stages.removal.views import (
    block,
    disc,
    error,
    grained,
    horizon,
    sky,
    tiles,
    wire,
    without,
)


def filled(view, mask, seed=0):
    return fill(without(view, mask), mask, mask, seed)


@pytest.mark.parametrize("view", [horizon, wire, block, tiles], ids=lambda view: view.__name__)
@pytest.mark.parametrize("radius", [8, 24, 40])
def test_what_crosses_the_hole_goes_on_better_than_by_marching(view, radius):
    scene, mask = view(), disc(centre=(160, 122), radius=radius)
    marched = cv2.inpaint(without(scene, mask), mask, 5, cv2.INPAINT_TELEA)
    ours = error(filled(scene, mask).pixels, scene, mask)
    assert ours < 0.8 * error(marched, scene, mask)


def test_every_pixel_outside_stays():
    view, mask = without(horizon(), disc()), disc()
    assert np.array_equal(fill(view, mask, mask, 0).pixels[mask == 0], view[mask == 0])


def test_the_picture_under_the_hole_does_not_shine_through():
    first = fill(without(horizon(), disc()), disc(), disc(), 0).pixels
    assert np.array_equal(first, fill(horizon(), disc(), disc(), 0).pixels)


def test_islands_in_the_mask_keep_their_bytes():
    mask = disc()
    mask[115:125, 155:165] = 0
    view = horizon()
    result = fill(view, mask, mask, 0).pixels
    assert np.array_equal(result[115:125, 155:165], view[115:125, 155:165])


def test_a_hole_at_the_border_of_the_picture_is_filled():
    view, mask = horizon(), disc(centre=(6, 120))
    assert error(filled(view, mask).pixels, view, mask) < 14


def test_a_hole_in_the_corner_of_the_picture_is_filled():
    view, mask = grained(sky()), disc(centre=(0, 0), radius=40)
    assert error(filled(view, mask).pixels, view, mask) < 8


def test_another_hole_beside_it_is_not_taken_for_ground():
    view = horizon()
    other = disc(centre=(215, 120), radius=20)
    unknown = disc() | other
    result = fill(without(view, unknown), unknown, disc(), 0).pixels
    assert error(result, view, disc()) < 14


@pytest.mark.parametrize("way", ["sides", "transfer", "patches"])
def test_the_way_that_foretells_the_rim_best_is_taken(way, monkeypatch):
    for other in HANDICAP:
        monkeypatch.setitem(HANDICAP, other, 0.0 if other == way else 1.0)
    result = filled(tiles(), disc())
    assert result.method == way
    assert set(result.errors) == set(HANDICAP)


def test_one_pixel_is_filled():
    view, mask = horizon(), np.zeros((240, 320), np.uint8)
    mask[60, 60] = 255
    assert error(filled(view, mask).pixels, view, mask) < 10


def test_a_hole_that_leaves_nothing_is_refused():
    mask = np.full((240, 320), 255, np.uint8)
    with pytest.raises(ValueError, match="nothing is left"):
        fill(horizon(), mask, mask, 0)
