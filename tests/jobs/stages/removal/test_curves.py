"""Curves and their matching: straight, curved, cornered, meeting another; never crossing."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from jobs.stages.regimes import regimes
from jobs.stages.removal.curves import lead
from jobs.stages.removal.matching import MOST, match, strongest
from jobs.stages.removal.traces import follow
from tests.jobs.stages.removal.views import block, disc, grained, horizon, sky, wire


def curves(view, mask):
    return lead(follow(view, mask, regimes(view, mask)), mask)


def test_a_horizon_goes_straight_through():
    (curve,) = curves(horizon(), disc())
    assert curve.shape == "straight"
    assert np.abs(curve.points[:, 1] - 119.5).max() < 1.2


def test_the_edge_of_a_disc_bends_through():
    view = sky()
    cv2.circle(view, (160, 190), 70, (180, 60, 40), -1, cv2.LINE_AA)
    (curve,) = curves(grained(view), disc())
    assert curve.shape == "curved"
    radius = np.hypot(curve.points[:, 0] - 160, curve.points[:, 1] - 190)
    within = np.hypot(curve.points[:, 0] - 160, curve.points[:, 1] - 120) < 24
    assert radius[within] == pytest.approx(np.full(within.sum(), 70), abs=2.5)


def test_two_edges_at_an_angle_meet_in_a_corner():
    (curve,) = curves(block(), disc())
    assert curve.shape == "corner"
    assert np.hypot(*(curve.points - (159.5, 119.5)).T).min() < 1.5


def test_an_edge_without_a_partner_ends_at_the_one_it_meets():
    view = sky()
    view[:120, 160:] = (90, 60, 50)
    view[120:] = (60, 100, 50)
    found = curves(grained(view), disc())
    assert sorted(curve.second is None for curve in found) == [False, True]
    stem = next(curve for curve in found if curve.second is None)
    assert stem.points[-1] == pytest.approx((159.5, 120), abs=3)


def test_an_edge_that_nothing_answers_is_let_go():
    view = sky()
    cv2.rectangle(view, (150, 60), (152, 110), (30, 30, 30), -1)
    assert all(curve.second is not None for curve in curves(grained(view), disc()))


def test_pairs_never_cross():
    view = sky()
    cv2.line(view, (0, 60), (319, 180), (40, 40, 40), 3, cv2.LINE_AA)
    cv2.line(view, (0, 180), (319, 60), (200, 40, 40), 3, cv2.LINE_AA)
    mask = disc(radius=30)
    found = match(follow(view, mask, regimes(view, mask)), mask)
    for one in found:
        for two in found:
            assert not one.first < two.first < one.second < two.second


def test_the_wire_of_one_colour_is_not_joined_to_another():
    view = sky()
    cv2.line(view, (0, 100), (160, 100), (40, 40, 40), 3)
    cv2.line(view, (160, 140), (319, 140), (240, 240, 40), 3)
    assert curves(grained(view), disc(radius=40)) == ()


def test_the_strongest_edges_are_kept_in_the_order_of_the_outline():
    (first, second) = follow(wire(), disc(), regimes(wire(), disc()))
    many = (first, second) * MOST
    kept = strongest(many)
    assert len(kept) == MOST
    assert [trace.at for trace in kept] == sorted(trace.at for trace in kept)


def test_too_many_edges_are_refused():
    (first, second) = follow(wire(), disc(), regimes(wire(), disc()))
    with pytest.raises(ValueError, match="strongest"):
        match((first, second) * MOST, disc())
