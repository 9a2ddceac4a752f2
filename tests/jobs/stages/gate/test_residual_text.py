"""What can still be read is found by a pass of its own."""

import cv2
import numpy as np
import pytest

from jobs.stages.contract import Picture
from jobs.stages.gate.check import Subject
from jobs.stages.gate.residual_text import readings
from tests.jobs.stages.gate.pictures import CLEAN, CONTEXT, enlarged, judged


def lettered(pixels, text="LIMITED OFFER", strength=1.0):
    layer = pixels.copy()
    cv2.putText(layer, text, (30, 220), cv2.FONT_HERSHEY_DUPLEX, 1.6, (255, 255, 255), 3)
    return cv2.addWeighted(layer, strength, pixels, 1 - strength, 0)


@pytest.mark.parametrize("name", ["chelsea", "coffee"])
def test_a_photograph_without_text_passes(name):
    assert judged("residual_text", CLEAN[name]).verdict == "pass"


@pytest.mark.parametrize("name", ["chelsea", "coffee"])
def test_a_line_of_text_fails_and_is_quoted_at_its_place(name):
    result = judged("residual_text", lettered(CLEAN[name]))
    assert result.verdict == "fail"
    (finding, *_) = result.findings
    assert "OFFER" in finding.note
    x, y, width, height = finding.box
    assert y < 200 < y + height
    assert x < 200 < x + width


def test_text_that_may_stay_is_no_finding_and_is_quoted():
    result = judged("residual_text", lettered(CLEAN["coffee"]), allowed_text=("Limited offer",))
    assert (result.verdict, result.findings) == ("pass", ())
    assert "as “Limited offer”" in result.note


def test_text_in_an_enlarged_proof_is_boxed_in_the_proof_s_pixels():
    source = lettered(CLEAN["chelsea"])
    result = judged("residual_text", enlarged(source, 2), source=source)
    _, y, _, height = result.findings[0].box
    assert y < 400 < y + height


def test_a_faint_remnant_beside_the_mask_fails():
    mask = np.zeros(CLEAN["chelsea"].shape[:2], np.uint8)
    mask[180:240, 20:430] = 255
    faint = lettered(CLEAN["chelsea"], strength=0.3)
    result = judged("residual_text", faint, mask=mask)
    assert result.verdict == "fail"
    assert "left beside what was replaced" in result.findings[0].note


@pytest.mark.parametrize(("side", "passes"), [(300, 5), (720, 2)])
def test_small_sources_are_looked_at_more_often(side, passes):
    blank = Picture(np.full((side, side, 3), 120, np.uint8))
    looks = list(readings(Subject(blank, blank), CONTEXT))
    assert len(looks) == passes
    for _, pixels, scale in looks:
        assert pixels.shape[0] == round(side * scale)


def test_a_single_pixel_is_read_without_an_error():
    assert judged("residual_text", np.zeros((1, 1, 3), np.uint8)).error == ""
