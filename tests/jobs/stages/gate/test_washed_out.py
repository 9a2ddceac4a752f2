"""Tones and colour that went missing."""

import cv2
import numpy as np
import pytest

from tests.jobs.stages.gate.pictures import CLEAN, judged

PHOTO = CLEAN["coffee"]


def veiled(pixels, share):
    return np.rint(pixels * (1 - share) + 170 * share).astype(np.uint8)


def desaturated(pixels, kept):
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)[..., None]
    return np.rint(grey + kept * (pixels - grey.astype(float))).clip(0, 255).astype(np.uint8)


@pytest.mark.parametrize("name", CLEAN)
def test_a_photograph_passes(name):
    assert judged("washed_out", CLEAN[name]).verdict == "pass"


@pytest.mark.parametrize("name", CLEAN)
def test_a_veil_over_the_source_fails(name):
    proof = veiled(CLEAN[name], 0.35)
    assert judged("washed_out", proof, source=CLEAN[name]).verdict == "fail"


def test_a_flat_picture_without_a_source_fails_and_one_that_was_picked_flat_passes():
    flat = veiled(PHOTO, 0.7)
    assert judged("washed_out", flat).verdict == "fail"
    assert judged("washed_out", flat, source=flat.copy()).verdict == "pass"


def test_what_was_replaced_counts_on_neither_side():
    calm = np.full((120, 160, 3), 90, np.uint8) + np.arange(160, dtype=np.uint8)[None, :, None] // 4
    lettered, mask = calm.copy(), np.zeros((120, 160), np.uint8)
    lettered[40:70, 30:130] = 255
    mask[38:72, 28:132] = 255
    assert judged("washed_out", calm, source=lettered, mask=mask).verdict == "pass"
    assert judged("washed_out", calm, source=lettered).verdict == "fail"


def test_a_calmer_look_passes_and_lost_colour_does_not():
    assert judged("washed_out", desaturated(PHOTO, 0.7), source=PHOTO).verdict == "pass"
    result = judged("washed_out", desaturated(PHOTO, 0.3), source=PHOTO)
    assert result.verdict == "fail"
    assert "colours" in result.findings[0].note


def test_a_grey_source_has_no_colour_to_lose():
    grey = desaturated(PHOTO, 0)
    assert judged("washed_out", grey, source=grey.copy()).verdict == "pass"
