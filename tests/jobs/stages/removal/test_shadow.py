"""Shadow: the darkened ground beside the object, and no other dark thing."""

from __future__ import annotations

import cv2
import numpy as np

from jobs.stages.removal.shadow import shadow
from tests.jobs.stages.removal.views import disc, grained

BALL = disc(centre=(160, 110), radius=24)


def scene(*, cast=True, tint=(1.0, 1.0, 1.0)) -> np.ndarray:
    view = np.full((240, 320, 3), (150, 140, 120), np.float32)
    if cast:
        soft = cv2.GaussianBlur((cast_area() > 0).astype(np.float32), (0, 0), 1.5)
        view *= 1 - soft[:, :, None] * (1 - 0.6 * np.float32(tint))
    view[BALL > 0] = (180, 60, 40)
    return grained(view)


def cast_area() -> np.ndarray:
    area = np.zeros((240, 320), np.uint8)
    cv2.ellipse(area, (195, 130), (40, 12), 0, 0, 360, 255, -1)
    return np.where(BALL > 0, 0, area).astype(np.uint8)


def test_the_cast_shadow_is_found():
    found = shadow(scene(), BALL, BALL)
    assert ((cast_area() > 0) & (found > 0)).sum() > 0.97 * np.count_nonzero(cast_area())
    assert np.count_nonzero(found) < 1.6 * np.count_nonzero(cast_area())


def test_without_a_shadow_there_is_none():
    assert not shadow(scene(cast=False), BALL, BALL).any()


def test_dark_ground_of_another_colour_is_no_shadow():
    assert not shadow(scene(tint=(0.6, 1.0, 1.4)), BALL, BALL).any()


def test_a_shadow_that_adjoins_nothing_is_not_this_objects():
    away = disc(centre=(60, 40), radius=14)
    assert not shadow(scene(), away, away)[100:].any()


def test_the_object_itself_is_not_in_its_shadow():
    assert not (shadow(scene(), BALL, BALL)[BALL > 0]).any()
