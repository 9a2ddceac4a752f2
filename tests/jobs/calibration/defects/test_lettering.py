"""A line's strength is how much it stands out, whatever it lies on."""

import cv2
import numpy as np
import pytest

from jobs.calibration.defect import Clean
from jobs.calibration.defects.lettering import DEFECT, roughness

LEVELS = 30
GREY = np.full((240, 320, 3), 128, np.uint8)
BOX = np.zeros((240, 320), bool)
BOX[100:130, 60:260] = True


def grained(scale, deviation=20.0):
    """Grey ground that varies at one scale, in pixels."""
    noise = cv2.GaussianBlur(np.random.default_rng(3).normal(0, 1, (240, 320)), (0, 0), scale)
    rough = 128 + deviation * noise / noise.std()
    return np.clip(np.rint(rough), 0, 255).astype(np.uint8)[:, :, None].repeat(3, axis=2)


def contrast(ground):
    """What the line's pixels differ by in luma, in the mean of those that a full line changes."""
    painted = changed(ground, 10_000) > 2
    return changed(ground, LEVELS)[painted].mean()


def changed(ground, strength):
    proof = DEFECT.spoilt(Clean("one", ground, ground), strength).proof.pixels
    return np.abs((proof.astype(float) - ground) @ (0.299, 0.587, 0.114))


def test_on_an_even_ground_the_strength_is_the_contrast():
    assert contrast(GREY) == pytest.approx(LEVELS, abs=2)


def test_a_ground_that_hides_letters_asks_for_more_contrast():
    assert contrast(grained(2.0, deviation=40)) > 1.2 * LEVELS


def test_only_what_is_as_wide_as_strokes_hides_them():
    at_strokes = roughness(grained(1.5), BOX, 24)
    assert roughness(grained(12), BOX, 24) < 0.3 * at_strokes
    assert roughness(GREY, BOX, 24) == pytest.approx(0, abs=1e-3)
