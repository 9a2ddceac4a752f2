"""The bench of the recipe publish: what was left is measured against the clean photo."""

import numpy as np
import skimage.data

from jobs.benchmarks.lettering import find_fonts
from jobs.benchmarks.publishing import Case, Report, left_over, spoil

PHOTO = np.ascontiguousarray(skimage.data.coffee()[:300, :400])
SPOILT = spoil(PHOTO, np.random.default_rng(3), find_fonts())


def test_a_photo_is_spoilt_where_it_shows():
    assert np.abs(SPOILT.pixels.astype(int) - PHOTO).max() > 60


def test_nothing_is_left_of_a_perfect_removal_and_all_of_none():
    assert left_over(SPOILT, PHOTO) == 0
    assert left_over(SPOILT, SPOILT.pixels) == 1


def test_an_enlarged_proof_is_measured_at_the_photos_size():
    assert left_over(SPOILT, np.repeat(np.repeat(PHOTO, 2, 0), 2, 1)) == 0


def test_the_table_tells_right_from_wrong():
    cases = (
        Case("a", passed=True, left=0.0, failed=""),
        Case("b", passed=True, left=0.4, failed=""),
        Case("c", passed=False, left=0.4, failed="Residual text"),
        Case("d", passed=False, left=0.0, failed="Halos"),
    )
    lines = Report(cases).lines()
    assert [line.split()[-1] for line in lines[1:5]] == ["1", "1", "1", "1"]
    assert lines[-2:] == [
        "  b: 40.0 % left, passed",
        "  d: 0.0 % left, blocked by Halos",
    ]
