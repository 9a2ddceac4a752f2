"""Lines of text as outlines: the same line, pieces of one, and their order."""

from __future__ import annotations

import numpy as np
import pytest

from jobs.stages.text_lines import area, in_reading_order, merge, shared_area, straight_outline
from tests.jobs.stages.outlines import arc, box, turned


def test_a_line_found_twice_is_one_line_with_the_higher_score():
    merged = merge([box(0, 0, 100, 20, 0.6), box(2, 1, 98, 19, 0.8)])
    assert [(line.detection, float(np.ptp(line.polygon[:, 0]))) for line in merged] == [(0.8, 100)]


def test_lines_that_only_touch_stay_two():
    assert len(merge([box(0, 0, 100, 20), box(0, 18, 100, 38)])) == 2


def test_words_beside_each_other_stay_two():
    assert len(merge([box(0, 0, 100, 20), box(98, 0, 200, 20)])) == 2


def test_pieces_of_one_line_are_joined():
    (joined,) = merge([box(0, 0, 200, 20, 0.7), box(150, 1, 420, 21, 0.9)])
    assert np.ptp(joined.polygon[:, 0]) == pytest.approx(420, abs=2)
    assert joined.detection == 0.9


def test_a_piece_that_lies_mostly_inside_another_still_adds_what_is_past_its_end():
    (joined,) = merge([box(0, 0, 240, 20), box(120, 0, 320, 20)])
    assert np.ptp(joined.polygon[:, 0]) == pytest.approx(320, abs=2)


def test_three_pieces_become_one_line():
    pieces = [box(0, 0, 200, 20), box(150, 0, 350, 20), box(300, 0, 500, 20)]
    assert len(merge(pieces)) == 1


def test_pieces_of_a_turned_line_are_joined_along_it():
    along = np.array([np.cos(np.radians(30)), np.sin(np.radians(30))])
    pieces = [turned((200, 200), (160, 20), 30), turned((200, 200) + 110 * along, (160, 20), 30)]
    (joined,) = merge(pieces)
    assert area(joined.polygon) == pytest.approx(270 * 20, rel=0.05)


@pytest.mark.parametrize(
    "other",
    [turned((180, 10), (160, 20), 60), box(150, 0, 420, 60), box(150, 14, 420, 34)],
    ids=["another direction", "much higher", "beside it"],
)
def test_lines_that_merely_cross_stay_two(other):
    assert len(merge([box(0, 0, 200, 20), other])) == 2


def test_pieces_of_a_curved_line_are_joined_around_the_curve():
    (joined,) = merge([arc((200, 200), 100, 20, 200, 290), arc((200, 200), 100, 20, 270, 340)])
    assert joined.curved
    assert area(joined.polygon) == pytest.approx(area(arc((200, 200), 100, 20).polygon), rel=0.1)


def test_a_curved_lines_height_is_that_of_its_letters():
    assert arc((200, 200), 100, 24).height == pytest.approx(24, rel=0.05)
    assert box(0, 0, 100, 20).height == 20


def test_what_an_arc_shares_with_its_inside_is_nothing():
    curve, inside = arc((200, 200), 100, 20), box(170, 150, 230, 190)
    assert shared_area(curve.polygon, inside.polygon) == 0
    assert shared_area(curve.polygon, curve.polygon) == pytest.approx(area(curve.polygon), rel=0.1)


def test_a_straight_outline_begins_at_the_top_left_and_goes_clockwise():
    corners = straight_outline(turned((100, 100), (80, 20), 20).polygon)
    first, second, third, _ = corners
    assert first[0] < second[0]
    assert np.linalg.norm(second - first) == pytest.approx(80, abs=1)
    assert third[1] > second[1]


def test_lines_are_read_row_by_row():
    shuffled = [box(200, 2, 280, 22), box(0, 50, 90, 70), box(0, 0, 90, 20)]
    order = in_reading_order(shuffled)
    assert [tuple(line.polygon[0]) for line in order] == [(0, 0), (200, 2), (0, 50)]
