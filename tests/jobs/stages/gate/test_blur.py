"""A picture is blurred when not even its sharpest edges are sharp."""

import cv2
import pytest

from tests.jobs.stages.gate.pictures import CLEAN, enlarged, judged

SHARP = ["astronaut", "coffee"]


@pytest.mark.parametrize("name", SHARP)
def test_a_photograph_passes(name):
    assert judged("blur", CLEAN[name]).verdict == "pass"


def test_what_lies_out_of_focus_may_be_soft():
    proof = CLEAN["coffee"].copy()
    proof[:, :300] = cv2.GaussianBlur(proof, (0, 0), 5)[:, :300]
    assert judged("blur", proof).verdict == "pass"


@pytest.mark.parametrize("name", CLEAN)
@pytest.mark.parametrize("deviation", [1.5, 3, 6])
def test_a_blurred_picture_fails(name, deviation):
    assert judged("blur", cv2.GaussianBlur(CLEAN[name], (0, 0), deviation)).verdict == "fail"


def test_one_enlarged_far_may_be_softer_in_proportion():
    source = CLEAN["coffee"][100:300, 100:400].copy()
    assert judged("blur", enlarged(source, 4), source=source).verdict == "pass"
    assert judged("blur", enlarged(source, 4)).verdict == "fail"
