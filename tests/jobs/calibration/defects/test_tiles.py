"""Tiles that meet differ, every one from every neighbour."""

import numpy as np
import pytest

from jobs.calibration.defect import Clean
from jobs.calibration.defects.tiles import ALONE

LEVELS = 12
GREY = np.full((320, 320, 3), 128, np.uint8)


@pytest.mark.parametrize("name", ["one", "two", "three"])
def test_each_border_steps_by_two_to_four_thirds_of_the_strength(name):
    luma = ALONE.spoilt(Clean(name, GREY, GREY), LEVELS).proof.pixels.mean(axis=2)
    rounding, tint = 1, LEVELS / 3
    for steps in (np.abs(np.diff(luma, axis=0)), np.abs(np.diff(luma, axis=1))):
        borders = steps[steps > 0]
        assert borders.size >= 320
        assert borders.min() >= 2 / 3 * LEVELS - tint - rounding
        assert borders.max() <= 4 / 3 * LEVELS + tint + rounding
