"""Where a mark lies, and how it looks there."""

import math

import numpy as np
import pytest

from jobs.stages.marks.known_mark import known_mark
from jobs.stages.marks.placement import Box, Drawer, Placement
from tests.jobs.stages.marks import scenes


def test_corners_lie_about_the_centre_at_the_scale():
    corners = Placement(50, 40, 2.0, 0).corners((10, 6))
    assert corners.tolist() == [[40, 34], [60, 34], [60, 46], [40, 46]]


def test_a_turn_is_clockwise():
    corners = Placement(0, 0, 1.0, 90).corners((10, 6))
    assert np.allclose(corners[0], [3, -5])


def test_stretch_keeps_the_area():
    corners = Placement(0, 0, 1.0, 0, stretch=1.21).corners((10, 10))
    width, height = corners[2] - corners[0]
    assert width * height == pytest.approx(100)
    assert width / height == pytest.approx(1.21)


def test_scaling_there_and_back_is_the_same_place():
    place = Placement(31.5, 12.25, 0.8, 7)
    again = place.scaled(0.37).scaled(1 / 0.37)
    assert math.isclose(again.x, place.x)
    assert math.isclose(again.scale, place.scale)


@pytest.mark.parametrize("fine", [1, 3])
@pytest.mark.parametrize("scale", [0.3, 0.7, 1.0, 1.9])
def test_a_drawn_mark_covers_its_area_whatever_its_scale(scale, fine):
    mark = known_mark("m", "", scenes.emblem())
    drawn = Drawer(mark).draw(Placement(60.2, 59.7, scale, 10), Box(0, 0, 120, 120), fine=fine)
    assert drawn.alpha.sum() == pytest.approx(mark.alpha.sum() * scale**2, rel=0.03)


def test_a_window_shows_what_the_whole_shows_there():
    drawer = Drawer(known_mark("m", "", scenes.emblem()))
    place = Placement(60.2, 59.7, 1.1, 10)
    whole = drawer.draw(place, Box(0, 0, 120, 120)).alpha
    part = drawer.draw(place, Box(40, 30, 90, 100)).alpha
    assert np.allclose(whole[30:100, 40:90], part, atol=0.02)
