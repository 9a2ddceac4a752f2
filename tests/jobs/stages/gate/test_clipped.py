"""Tones that ran into the end of the range."""

import numpy as np
import pytest

from tests.jobs.stages.gate.pictures import CLEAN, enlarged, judged

PHOTO = CLEAN["chelsea"]


@pytest.mark.parametrize("name", ["astronaut", "chelsea", "coffee"])
def test_a_photograph_passes(name):
    assert judged("clipped", CLEAN[name]).verdict == "pass"


def test_what_the_source_had_at_the_end_is_no_fault_of_the_proof():
    source = np.clip(PHOTO * 1.3, 0, 255).astype(np.uint8)
    assert judged("clipped", enlarged(source, 2), source=source).verdict == "pass"


@pytest.mark.parametrize("gain", [1.6, 2.5])
def test_highlights_driven_into_white_fail(gain):
    proof = np.clip(PHOTO * gain, 0, 255).astype(np.uint8)
    assert judged("clipped", proof, source=PHOTO).verdict == "fail"


def test_shadows_driven_into_black_fail_and_are_shown():
    proof = np.clip((PHOTO.astype(int) - 70) * 1.4, 0, 255).astype(np.uint8)
    result = judged("clipped", proof, source=PHOTO)
    assert result.verdict == "fail"
    assert result.findings


def test_a_source_that_is_half_white_fails_too():
    half = PHOTO.copy()
    half[:, :225] = 255
    assert judged("clipped", half).score == pytest.approx(50 - 12, abs=1)
