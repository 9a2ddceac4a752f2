"""Transfer: the place that looks alike, bent to fit; none where there is no room."""

from __future__ import annotations

import cv2
import numpy as np

from jobs.stages.removal.transfer import transfer
from tests.jobs.stages.removal.views import disc, error, grained, tiles, without


def test_tiles_go_on_as_they_were():
    view, mask = tiles(), disc()
    found = transfer(without(view, mask).astype(np.float32), mask, mask)
    assert found is not None
    assert error(found.values, view, mask) < 8
    assert found.error < 20


def test_tiles_that_shrink_with_distance_are_bent_to_fit():
    corners = np.float32([[0, 0], [319, 0], [319, 239], [0, 239]])
    away = np.float32([[60, 0], [259, 0], [380, 239], [-60, 239]])
    view = cv2.warpPerspective(
        cv2.GaussianBlur(tiles(), (0, 0), 0.7),
        cv2.getPerspectiveTransform(corners, away),
        (320, 240),
        borderMode=cv2.BORDER_WRAP,
    )
    mask = disc(centre=(160, 130), radius=16)
    found = transfer(without(view, mask).astype(np.float32), mask, mask)
    assert found is not None
    assert error(found.values, view, mask) < 22


def test_a_place_under_another_light_is_taken_all_the_same():
    view = tiles().astype(np.float32)
    view += 0.15 * np.arange(320, dtype=np.float32)[None, :, None]
    view = np.clip(view, 0, 255)
    found = transfer(without(view, disc()), disc(), disc())
    assert found is not None
    assert found.error < 40


def test_unknown_places_are_never_taken():
    view, mask = grained(np.full((240, 320, 3), 120, np.uint8)), disc()
    unknown = np.full((240, 320), 255, np.uint8)
    unknown[disc(radius=36) > 0] = 0
    assert transfer(view.astype(np.float32), np.maximum(unknown, mask), mask) is None


def test_a_hole_that_sees_nothing_gets_nothing():
    unknown = np.full((240, 320), 255, np.uint8)
    assert transfer(np.zeros((240, 320, 3), np.float32), unknown, disc()) is None
