"""A patch that does not fit shows along its border."""

import cv2
import numpy as np
import pytest

from tests.jobs.stages.gate.pictures import CLEAN, brightened, disc, enlarged, judged

PLACES = [(0.3, 0.3), (0.6, 0.5), (0.5, 0.7)]


def boxes(result):
    return [finding.box for finding in result.findings]


@pytest.mark.parametrize("name", CLEAN)
@pytest.mark.parametrize("place", PLACES)
def test_pixels_that_were_never_changed_show_no_seam(name, place):
    assert judged("seam", CLEAN[name], mask=disc(CLEAN[name], *place)).verdict == "pass"


@pytest.mark.parametrize("name", CLEAN)
@pytest.mark.parametrize("place", PLACES)
def test_a_patch_fourteen_levels_off_fails(name, place):
    mask = disc(CLEAN[name], *place)
    assert judged("seam", brightened(CLEAN[name], mask, 14), mask=mask).verdict == "fail"


def test_a_smooth_fill_passes_on_smooth_ground():
    ground = cv2.GaussianBlur(CLEAN["chelsea"], (0, 0), 4)
    mask = disc(ground, radius=20)
    filled = cv2.inpaint(ground, mask, 3, cv2.INPAINT_TELEA)
    assert judged("seam", filled, mask=mask).verdict == "pass"


@pytest.mark.parametrize("way", [cv2.INPAINT_TELEA, cv2.INPAINT_NS])
def test_a_smear_on_fur_fails(way):
    mask = disc(CLEAN["chelsea"], radius=20)
    filled = cv2.inpaint(CLEAN["chelsea"], mask, 3, way)
    assert judged("seam", filled, mask=mask).verdict == "fail"


def test_one_bad_fill_is_not_diluted_by_good_ones():
    bad = disc(CLEAN["chelsea"], 0.3, 0.3, radius=20)
    good = disc(CLEAN["chelsea"], 0.7, 0.6, radius=60)
    smeared = cv2.inpaint(CLEAN["chelsea"], bad, 3, cv2.INPAINT_TELEA)
    result = judged("seam", smeared, mask=bad | good)
    assert result.verdict == "fail"
    assert any(bad[y : y + height, x : x + width].any() for x, y, width, height in boxes(result))


def test_lettering_that_is_still_there_faintly_fails():
    mask = np.zeros(CLEAN["coffee"].shape[:2], np.uint8)
    cv2.putText(mask, "SAMPLE", (120, 200), cv2.FONT_HERSHEY_DUPLEX, 3, 255, 8)
    ghost = brightened(CLEAN["coffee"], mask, 14)
    assert judged("seam", ghost, mask=mask).verdict == "fail"


def test_an_enlarged_proof_is_judged_at_its_source_s_size():
    source = CLEAN["chelsea"]
    mask = disc(source, 0.3, 0.3)
    proof, large = enlarged(brightened(source, mask, 14), 2), enlarged(mask, 2, cv2.INTER_NEAREST)
    result = judged("seam", proof, source=source, mask=large)
    assert result.verdict == "fail"
    x, y, width, height = result.findings[0].box
    assert large[y : y + height, x : x + width].any()


def test_without_a_mask_there_is_nothing_to_look_at():
    assert judged("seam", CLEAN["coffee"]).score == 0


def test_a_mask_over_the_whole_picture_has_no_border():
    everything = np.full(CLEAN["chelsea"].shape[:2], 255, np.uint8)
    assert judged("seam", CLEAN["chelsea"], mask=everything).score == 0
