"""Every defect is declared whole, drawn again alike, and shows in its picture."""

from dataclasses import replace

import numpy as np
import pytest
import skimage.data

from jobs.calibration.defect import Clean
from jobs.calibration.defects.registry import DEFECTS
from jobs.stages.gate.registry import CHECKS

PHOTO = np.ascontiguousarray(skimage.data.coffee()[60:260, 100:340])
OTHER = np.ascontiguousarray(skimage.data.chelsea()[60:260, 100:340])
CLEAN = Clean("coffee", PHOTO, OTHER)


@pytest.mark.parametrize("defect", DEFECTS.values(), ids=DEFECTS)
class TestEachDefect:
    def test_it_is_declared_whole(self, defect):
        assert DEFECTS[defect.name] is defect
        assert defect.check in CHECKS
        assert defect.title
        assert defect.unit
        assert len(defect.strengths) >= 4

    def test_it_is_drawn_again_alike(self, defect):
        one, other = (defect.spoilt(CLEAN, defect.visible) for _ in range(2))
        assert np.array_equal(one.proof.pixels, other.proof.pixels)

    def test_its_sound_counterpart_has_the_same_mask(self, defect):
        masks = [defect.sound(CLEAN).mask, defect.spoilt(CLEAN, defect.visible).mask]
        assert (masks[0] is None) == (masks[1] is None)
        if masks[0] is not None:
            assert np.array_equal(*masks)

    def test_it_leaves_the_clean_picture_as_it_is(self, defect):
        before = PHOTO.copy(), OTHER.copy()
        defect.spoilt(CLEAN, defect.strengths[-1])
        assert np.array_equal(PHOTO, before[0])
        assert np.array_equal(OTHER, before[1])


def test_a_visible_strength_that_is_none_is_refused():
    with pytest.raises(ValueError, match="none of its strengths"):
        replace(DEFECTS["jpeg"], visible=99)


def test_recall_is_promised_from_the_visible_strength_on():
    assert DEFECTS["jpeg"].visible_strengths == (20, 15, 10)
