"""A gradient in bands shows contours where there should be none."""

import numpy as np
import pytest

from jobs.calibration.defect import Clean
from jobs.calibration.defects.tones import BANDED
from tests.jobs.stages.gate.pictures import CLEAN, judged

PHOTOS = ["astronaut", "chelsea", "coffee"]
"""The rocket's night sky was compressed so strongly that it is in bands."""


def ground(name, levels=None):
    clean = Clean(name, CLEAN[name][:240, :320], CLEAN["rocket"])
    subject = BANDED.sound(clean) if levels is None else BANDED.spoilt(clean, levels)
    return subject.proof.pixels


@pytest.mark.parametrize("name", PHOTOS)
def test_a_photograph_passes(name):
    assert judged("banding", CLEAN[name]).verdict == "pass"


@pytest.mark.parametrize("name", PHOTOS)
def test_a_soft_gradient_with_its_grain_passes(name):
    assert judged("banding", ground(name)).verdict == "pass"


@pytest.mark.parametrize("name", PHOTOS)
@pytest.mark.parametrize("levels", [6, 12])
def test_a_gradient_in_bands_fails(name, levels):
    result = judged("banding", ground(name, levels))
    assert result.verdict == "fail"
    assert all(box.box[1] < 240 * 0.7 for box in result.findings)


def test_a_gradient_that_takes_every_level_passes():
    row = np.linspace(60, 120, 400)
    assert (
        judged("banding", np.rint(np.tile(row[:, None], (200, 1, 3))).astype(np.uint8)).score == 0
    )
