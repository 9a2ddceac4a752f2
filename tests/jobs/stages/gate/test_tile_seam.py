"""Tiles are given away by steps that the source has not, and without one by even distances."""

import cv2
import numpy as np
import pytest

from jobs.calibration.defect import Clean
from jobs.calibration.defects.tiles import BESIDE_SOURCE
from tests.jobs.stages.gate.pictures import CLEAN, disc, enlarged, judged


def tiled(name, levels):
    return BESIDE_SOURCE.spoilt(Clean(name, CLEAN[name], CLEAN[name]), levels).proof.pixels


@pytest.mark.parametrize("name", CLEAN)
def test_a_photograph_passes(name):
    assert judged("tile_seam", CLEAN[name]).verdict == "pass"


@pytest.mark.parametrize("name", CLEAN)
def test_tiles_of_different_brightness_fail(name):
    result = judged("tile_seam", tiled(name, 8))
    assert result.verdict == "fail"
    assert result.findings


def test_the_lines_are_found_where_they_are():
    proof = CLEAN["chelsea"].astype(int)
    proof[:, 150:300] += 12
    proof[150:] += 9
    result = judged("tile_seam", np.clip(proof, 0, 255).astype(np.uint8))
    upright = [box.box for box in result.findings if box.box[3] > box.box[2]]
    assert any(abs(x + 3 - 149) <= 1 for x, *_ in upright)


def test_tiles_that_are_wider_than_high_fail():
    proof = CLEAN["astronaut"].astype(int)
    height, width = proof.shape[:2]
    turns = np.add.outer(np.arange(height) // 90, np.arange(width) // 130) % 2
    assert judged(
        "tile_seam", np.clip(proof + 8 * turns[..., None], 0, 255).astype(np.uint8)
    ).findings


@pytest.mark.parametrize("name", CLEAN)
@pytest.mark.parametrize("scale", [1, 2])
def test_a_faint_step_is_found_beside_the_source(name, scale):
    proof = enlarged(tiled(name, 6), scale)
    assert judged("tile_seam", proof, source=CLEAN[name]).verdict == "fail"


@pytest.mark.parametrize("name", CLEAN)
def test_an_enlargement_has_no_steps_beside_its_source(name):
    proof = enlarged(CLEAN[name], 2)
    assert judged("tile_seam", proof, source=CLEAN[name]).verdict == "pass"


def test_a_step_is_found_where_it_is():
    proof = CLEAN["chelsea"].copy()
    proof[:, 150:] = np.clip(proof[:, 150:].astype(int) + 5, 0, 255)
    (finding,) = judged("tile_seam", proof, source=CLEAN["chelsea"]).findings
    x, _, width, height = finding.box
    assert x <= 150 <= x + width
    assert width < 20 < height


def test_what_was_replaced_is_no_step():
    source = CLEAN["coffee"]
    mask = disc(source, radius=60)
    proof = np.where(mask[..., None] > 0, 255 - source, source)
    assert judged("tile_seam", proof, source=source, mask=mask).verdict == "pass"


def test_a_single_straight_edge_is_no_grid():
    proof = cv2.GaussianBlur(CLEAN["chelsea"], (0, 0), 0.6)
    proof[:, 211:] = np.clip(proof[:, 211:].astype(int) + 40, 0, 255)
    assert judged("tile_seam", proof).score < 10 / 2 + 2


def test_a_picture_smaller_than_two_tiles_is_not_judged():
    assert judged("tile_seam", CLEAN["coffee"][:95, :300].copy()).skipped
