"""What processing added beyond the source's own range is found at any scale."""

import cv2
import pytest

from tests.jobs.stages.gate.pictures import CLEAN, disc, enlarged, judged, sharpened


@pytest.mark.parametrize("name", CLEAN)
@pytest.mark.parametrize("interpolation", [cv2.INTER_CUBIC, cv2.INTER_LANCZOS4])
def test_a_plainly_enlarged_photograph_passes(name, interpolation):
    proof = enlarged(CLEAN[name], 2, interpolation)
    assert judged("overshoot", proof, source=CLEAN[name]).verdict == "pass"


@pytest.mark.parametrize("name", CLEAN)
@pytest.mark.parametrize("scale", [1, 1.5, 3])
def test_a_sharpened_enlargement_fails(name, scale):
    proof = sharpened(enlarged(CLEAN[name], scale), 2, radius=1.5 * scale)
    result = judged("overshoot", proof, source=CLEAN[name])
    assert result.verdict == "fail"
    assert result.findings


def test_replaced_pixels_are_left_out():
    source = CLEAN["coffee"]
    mask = disc(source, radius=100)
    proof = source.copy()
    proof[mask > 0] = 255 - proof[mask > 0]
    assert judged("overshoot", proof, source=source, mask=mask).verdict == "pass"


def test_a_source_of_another_shape_is_an_error_and_so_a_failure():
    result = judged("overshoot", CLEAN["coffee"], source=CLEAN["astronaut"], broken=True)
    assert result.verdict == "fail"
    assert "cannot be compared" in result.error
