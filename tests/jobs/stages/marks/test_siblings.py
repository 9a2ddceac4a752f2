"""Where the lattice of sure copies says that others lie."""

import numpy as np

from jobs.stages.marks.placement import Placement
from jobs.stages.marks.siblings import siblings

SIZE, PHOTO = (40, 30), (320, 240)


def staggered(scale=1.0):
    """Rows of copies, every second one moved by half a step."""
    return [
        Placement(float(x), float(y), scale, -15.0)
        for row, y in enumerate(range(30, 240, 60))
        for x in range(40 + 40 * (row % 2), 320, 80)
    ]


def nearest(places, wanted):
    return min(np.hypot(one.x - wanted.x, one.y - wanted.y) for one in places)


def test_a_copy_that_is_missing_from_a_staggered_tiling_is_predicted_with_its_scale_and_turn():
    missing, *sure = staggered(0.8)
    predicted = siblings(sure, SIZE, PHOTO)
    assert nearest(predicted, missing) < 0.5
    assert {(one.scale, one.turn) for one in predicted} == {(0.8, -15.0)}


def test_no_place_is_predicted_where_a_copy_lies_or_off_the_photo():
    predicted = siblings(staggered()[1:], SIZE, PHOTO)
    assert all(nearest(staggered()[1:], one) > 20 for one in predicted)
    assert all(0 <= one.x < 320 and 0 <= one.y < 240 for one in predicted)


def test_copies_in_one_row_predict_along_the_row():
    row = [Placement(x, 100.0, 1.0, 0.0) for x in (30.0, 90.0, 210.0, 270.0)]
    (only,) = siblings(row, SIZE, PHOTO)
    assert np.allclose((only.x, only.y), (150, 100))


def test_a_copy_that_lies_off_the_lattice_moves_nothing():
    missing, *sure = staggered()
    assert nearest(siblings([*sure, Placement(100, 75, 1.0, -15.0)], SIZE, PHOTO), missing) < 0.5


def test_scattered_or_few_copies_predict_nothing():
    places = [(20, 30), (95, 200), (140, 60), (230, 170), (300, 20)]
    scattered = [Placement(float(x), float(y), 1.0, 0.0) for x, y in places]
    assert siblings(scattered, SIZE, PHOTO) == []
    assert siblings(staggered()[:3], SIZE, PHOTO) == []
    assert siblings([], SIZE, PHOTO) == []
