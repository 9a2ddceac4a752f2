"""A fill whose grain is not its ground's."""

import cv2
import pytest

from tests.jobs.stages.gate.pictures import CLEAN, disc, judged, noisy


@pytest.mark.parametrize("name", CLEAN)
def test_pixels_that_were_never_changed_fit_in(name):
    mask = disc(CLEAN[name])
    assert judged("noise_mismatch", CLEAN[name], mask=mask).verdict == "pass"


@pytest.mark.parametrize("name", CLEAN)
def test_a_smooth_fill_in_a_grainy_photograph_fails(name):
    mask = disc(CLEAN[name])
    filled = cv2.inpaint(noisy(CLEAN[name], 8), mask, 3, cv2.INPAINT_TELEA)
    result = judged("noise_mismatch", filled, mask=mask)
    assert result.verdict == "fail"
    assert len(result.findings) == 1


def test_a_grainy_fill_on_a_clean_ground_fails():
    sky = CLEAN["rocket"]
    mask = disc(sky, 0.2, 0.3)
    proof = sky.copy()
    proof[mask > 0] = noisy(sky, 8)[mask > 0]
    assert judged("noise_mismatch", proof, mask=mask).verdict == "fail"


def test_thin_strokes_are_left_out():
    mask = disc(CLEAN["coffee"], radius=4)
    assert judged("noise_mismatch", CLEAN["coffee"], mask=mask).score == 0
