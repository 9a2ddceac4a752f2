"""A sighting moved to where the mark's edges meet the photo's."""

import numpy as np
import pytest

from jobs.stages.marks.detail import detail_of
from jobs.stages.marks.fit import fit
from jobs.stages.marks.judge import evidence
from jobs.stages.marks.known_mark import known_mark, shares
from jobs.stages.marks.placement import Drawer, Placement
from tests.jobs.stages.marks import scenes


@pytest.fixture(scope="module")
def detail():
    pixels, _ = scenes.laid(scenes.ground(), scenes.emblem(), scenes.HERE, 0.5)
    return detail_of(shares(pixels))


@pytest.fixture(scope="module")
def drawer():
    return Drawer(known_mark("m", "", scenes.emblem()))


@pytest.mark.parametrize("exact", [False, True])
def test_it_comes_to_rest_within_a_tenth_of_a_pixel(detail, drawer, exact):
    start = Placement(scenes.HERE.x + 1.1, scenes.HERE.y - 0.8, 1.13, 10.5)
    done = fit(detail, drawer, start, 8, exact=exact)
    off = done.place.corners(drawer.size) - scenes.HERE.corners(drawer.size)
    assert np.abs(off).max() < 0.15


def test_the_mark_itself_is_sure_and_a_bare_place_is_not(detail, drawer):
    right = evidence(fit(detail, drawer, scenes.HERE, 4))
    wrong = evidence(fit(detail, drawer, Placement(60, 60, 1.0, 0), 4))
    assert right.confidence > 0.95
    assert wrong.confidence < 0.05
    assert right.agreement > 0.9


def test_another_mark_there_is_not_this_one(detail):
    other = Drawer(known_mark("m", "", scenes.ladder()))
    assert evidence(fit(detail, other, scenes.HERE, 4)).confidence < 0.1


def test_a_mark_that_lies_mostly_beyond_the_photo_is_none(detail, drawer):
    assert fit(detail, drawer, Placement(-20, 90, 1.1, 0), 4) is None
