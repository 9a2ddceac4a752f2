"""Steps at even distances give tiles away."""

import cv2
import numpy as np
import pytest

from jobs.calibration.defect import Clean
from jobs.calibration.defects.tiles import DEFECT
from tests.jobs.stages.gate.pictures import CLEAN, judged


def tiled(name, levels):
    return DEFECT.spoilt(Clean(name, CLEAN[name], CLEAN[name]), levels).proof.pixels


@pytest.mark.parametrize("name", CLEAN)
def test_a_photograph_passes(name):
    assert judged("tile_seam", CLEAN[name]).verdict == "pass"


@pytest.mark.parametrize("name", CLEAN)
def test_tiles_of_different_brightness_fail(name):
    result = judged("tile_seam", tiled(name, 16))
    assert result.verdict == "fail"
    assert result.findings


def test_the_lines_are_found_where_they_are():
    proof = CLEAN["chelsea"].astype(int)
    proof[:, 150:300] += 12
    proof[150:] += 9
    result = judged("tile_seam", np.clip(proof, 0, 255).astype(np.uint8))
    upright = [box.box for box in result.findings if box.box[3] > box.box[2]]
    assert any(abs(x + 3 - 149) <= 1 for x, *_ in upright)


def test_a_single_straight_edge_is_no_grid():
    proof = cv2.GaussianBlur(CLEAN["chelsea"], (0, 0), 0.6)
    proof[:, 211:] = np.clip(proof[:, 211:].astype(int) + 40, 0, 255)
    assert judged("tile_seam", proof).score < 10 / 2 + 2


def test_a_picture_smaller_than_two_tiles_is_not_judged():
    assert judged("tile_seam", CLEAN["coffee"][:95, :300].copy()).skipped
