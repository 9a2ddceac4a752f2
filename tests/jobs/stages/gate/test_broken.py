"""A picture that is blank, cut short or has empty blocks."""

import cv2
import numpy as np
import pytest

from tests.jobs.stages.gate.pictures import CLEAN, judged


@pytest.mark.parametrize("name", CLEAN)
def test_a_photograph_passes(name):
    assert judged("broken", CLEAN[name]).verdict == "pass"


@pytest.mark.parametrize("level", [0, 128, 255])
def test_a_blank_picture_is_broken_as_a_whole(level):
    assert judged("broken", np.full((90, 120, 3), level, np.uint8)).score == 100


@pytest.mark.parametrize("name", CLEAN)
def test_a_file_cut_short_fails_with_what_it_lacks(name):
    proof = CLEAN[name].copy()
    height = proof.shape[0]
    proof[-60:] = 128
    proof[-68:-60, 200:] = 128
    result = judged("broken", proof)
    assert result.score == pytest.approx(100 * 60 / height, abs=3)
    assert result.findings[0].box[1] >= height - 70


@pytest.mark.parametrize("ink", [0, 255])
def test_an_empty_block_fails_where_it_is(ink):
    proof = CLEAN["chelsea"].copy()
    proof[100:132, 200:232] = ink
    result = judged("broken", proof)
    assert result.verdict == "fail"
    assert result.findings[0].box == (200, 100, 32, 32)


def test_an_overexposed_sky_is_not_broken():
    proof = CLEAN["coffee"].copy()
    cv2.ellipse(proof, (300, 0), (260, 120), 0, 0, 360, (255, 255, 255), -1)
    proof = cv2.GaussianBlur(proof, (0, 0), 2)
    assert judged("broken", proof).score == 0
