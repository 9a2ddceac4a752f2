"""The grid that strong compression leaves."""

import cv2
import numpy as np
import pytest

from tests.jobs.stages.gate.pictures import CLEAN, compressed, enlarged, judged


@pytest.mark.parametrize("name", CLEAN)
@pytest.mark.parametrize("quality", [100, 90])
def test_a_photograph_of_usual_quality_passes(name, quality):
    assert judged("blockiness", compressed(CLEAN[name], quality)).verdict == "pass"


@pytest.mark.parametrize("name", CLEAN)
def test_strong_compression_fails(name):
    assert judged("blockiness", compressed(CLEAN[name], 15)).verdict == "fail"


def test_the_grid_is_found_wherever_it_starts():
    cropped = np.ascontiguousarray(compressed(CLEAN["coffee"], 15)[3:, 5:])
    assert judged("blockiness", cropped).verdict == "fail"


@pytest.mark.parametrize("scale", [1.5, 2, 4])
def test_an_enlarged_grid_fails(scale):
    source = compressed(CLEAN["coffee"], 10)
    assert judged("blockiness", enlarged(source, scale), source=source).verdict == "fail"


@pytest.mark.parametrize("interpolation", [cv2.INTER_NEAREST, cv2.INTER_LINEAR, cv2.INTER_CUBIC])
def test_a_pattern_left_by_enlarging_is_no_grid(interpolation):
    proof = enlarged(CLEAN["chelsea"], 4, interpolation)
    assert judged("blockiness", proof, source=CLEAN["chelsea"]).verdict == "pass"


def test_a_picture_of_a_few_blocks_cannot_tell():
    assert judged("blockiness", compressed(CLEAN["coffee"], 5)[:60, :60]).score == 0
