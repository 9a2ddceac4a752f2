"""What repeats over a whole picture was laid over it."""

import cv2
import numpy as np
import pytest

from tests.jobs.stages.gate.pictures import CLEAN, judged


def overlaid(pixels, opacity, ink=(255, 255, 255), across=130, down=70):
    """The picture with a faint word at even distances."""
    drawn = pixels.copy()
    for y in range(20, pixels.shape[0] + down, down):
        for x in range(-60, pixels.shape[1], across):
            cv2.putText(drawn, "SAMPLE", (x, y), cv2.FONT_HERSHEY_DUPLEX, 0.8, ink, 2, cv2.LINE_AA)
    return np.rint(pixels * (1 - opacity) + drawn * opacity).astype(np.uint8)


@pytest.mark.parametrize("name", CLEAN)
def test_a_photograph_passes(name):
    assert judged("watermark", CLEAN[name]).verdict == "pass"


@pytest.mark.parametrize("name", CLEAN)
def test_a_faint_word_all_over_fails(name):
    assert judged("watermark", overlaid(CLEAN[name], 0.25)).verdict == "fail"


def test_an_overlay_that_differs_by_colour_alone_fails():
    assert judged("watermark", overlaid(CLEAN["chelsea"], 0.3, ink=(230, 40, 90))).verdict == "fail"


def test_the_distance_of_the_repeats_is_told():
    result = judged("watermark", overlaid(CLEAN["chelsea"], 0.4))
    assert "every" in result.findings[0].note


def test_a_wall_of_bricks_is_seen_to_repeat():
    """A known limit: an even pattern in the picture is an even pattern."""
    wall = np.full((256, 320, 3), 150, np.uint8)
    wall[::32] = wall[:, ::40] = 90
    assert judged("watermark", wall).verdict == "fail"


def test_a_small_picture_is_not_judged():
    assert judged("watermark", CLEAN["coffee"][:80, :300].copy()).skipped
