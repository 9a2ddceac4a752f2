"""Rims along edges are found without a source to compare with."""

import numpy as np
import pytest

from tests.jobs.stages.gate.pictures import CLEAN, enlarged, judged, sharpened


@pytest.mark.parametrize("name", CLEAN)
def test_a_clean_photograph_passes(name):
    assert judged("halo", CLEAN[name]).verdict == "pass"


@pytest.mark.parametrize("name", ["astronaut", "coffee", "rocket"])
def test_a_sharpened_photograph_fails(name):
    assert judged("halo", sharpened(CLEAN[name], 3)).verdict == "fail"


def test_the_findings_lie_on_the_edge_with_the_rim():
    picture = np.full((200, 200, 3), 70, np.uint8)
    picture[:, 100:] = 170
    (finding, *_) = judged("halo", sharpened(picture, 2, radius=2)).findings
    x, _, width, _ = finding.box
    assert 80 <= x <= 100 <= x + width <= 120


def test_a_sharp_step_without_rims_passes():
    picture = np.full((200, 200, 3), 70, np.uint8)
    picture[:, 100:] = 170
    assert judged("halo", picture).score == 0


def test_rims_that_the_source_has_are_not_the_proofs():
    source = sharpened(CLEAN["coffee"], 3)
    assert judged("halo", enlarged(source, 2), source=source).verdict == "pass"


def test_an_enlargement_that_was_sharpened_fails_beside_its_source():
    proof = sharpened(enlarged(CLEAN["coffee"], 2), 2, radius=2)
    assert judged("halo", proof, source=CLEAN["coffee"]).verdict == "fail"


def test_a_weave_has_no_rims():
    weave = np.full((200, 200, 3), 70, np.uint8)
    weave[:, np.arange(200) % 8 < 4] = 170
    assert judged("halo", weave).score == 0


def test_a_rim_on_one_side_alone_is_no_halo():
    picture = np.full((200, 200, 3), 70, np.uint8)
    picture[:, 100:] = 170
    picture[:, 100:102] = 220
    assert judged("halo", picture).score == 0


def test_a_blank_picture_passes():
    assert judged("halo", np.full((50, 50, 3), 128, np.uint8)).verdict == "pass"
