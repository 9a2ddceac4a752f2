"""Snapping: a loose outline and a box come to the object's edge; a doubtful one stays."""

from __future__ import annotations

import cv2
import numpy as np

from jobs.stages.removal.snap import snap
from tests.jobs.stages.removal.views import disc, grained, sky


def ball() -> np.ndarray:
    view = sky()
    cv2.circle(view, (160, 120), 24, (180, 60, 40), -1, cv2.LINE_AA)
    return grained(view, 3)


def test_a_loose_outline_comes_to_the_edge():
    drawn = disc(centre=(162, 121), radius=30)
    found = snap(ball(), drawn, drawn, 10)
    assert found.removed > 300
    assert not ((disc(radius=24) > 0) & (found.mask == 0)).any()
    assert not ((found.mask > 0) & (disc(radius=30) == 0)).any()


def test_a_tight_outline_grows_to_the_edge():
    drawn = disc(radius=19)
    found = snap(ball(), drawn, drawn, 10)
    assert found.added > 300
    assert ((disc(radius=24) > 0) & (found.mask == 0)).sum() < 20


def test_in_a_box_the_object_is_found():
    box = np.zeros((240, 320), np.uint8)
    box[85:160, 120:200] = 255
    found = snap(ball(), box, box, 4)
    assert not ((disc(radius=24) > 0) & (found.mask == 0)).any()
    assert np.count_nonzero(found.mask) < 1.4 * np.count_nonzero(disc(radius=24))


def test_on_plain_ground_the_outline_stays():
    found = snap(grained(sky()), disc(), disc(), 10)
    assert np.array_equal(found.mask, disc())
    assert (found.added, found.removed) == (0, 0)
    assert found.reason


def test_an_edge_out_of_reach_is_not_moved_to():
    drawn = disc(radius=40)
    found = snap(ball(), drawn, drawn, 4)
    assert not ((disc(radius=34) > 0) & (found.mask == 0)).any()


def test_snapping_repeats_itself():
    drawn = disc(centre=(162, 121), radius=30)
    first, second = (snap(ball(), drawn, drawn, 10).mask for _ in range(2))
    assert np.array_equal(first, second)
