"""Traces: edges are placed between pixels, lines known as such, texture let go."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from jobs.stages.regimes import regimes
from jobs.stages.removal.traces import follow
from tests.jobs.stages.removal.views import GROUND, block, disc, grained, horizon, sky, wire


def traces(view, mask):
    return follow(view, mask, regimes(view, mask))


def test_a_horizon_is_met_at_both_sides_and_leads_level_into_the_hole():
    found = traces(horizon(), disc())
    assert len(found) == 2
    for trace in found:
        assert trace.point[1] == pytest.approx(119.5, abs=0.6)
        assert abs(trace.inwards[1]) < 0.06
        assert not trace.line


def test_inwards_points_into_the_hole():
    for trace in traces(horizon(), disc()):
        towards = np.array([160, 120]) - trace.point
        assert towards @ np.array(trace.inwards) > 0


def test_an_edge_that_is_out_of_focus_has_a_wider_blur():
    soft = cv2.GaussianBlur(horizon(), (0, 0), 2)
    sharp = np.mean([trace.blur for trace in traces(horizon(), disc())])
    assert np.mean([trace.blur for trace in traces(soft, disc())]) > sharp + 0.8


def test_a_wire_is_a_line_in_its_own_direction():
    found = traces(wire(), disc())
    assert [trace.line for trace in found] == [True, True]
    slope = 120 / 319
    for trace in found:
        assert abs(trace.inwards[1] / trace.inwards[0]) == pytest.approx(slope, abs=0.04)


def test_a_corner_has_two_traces_at_a_right_angle():
    first, second = traces(block(), disc())
    assert abs(np.dot(first.inwards, second.inwards)) < 0.1


def test_noise_has_no_traces():
    assert traces(grained(sky(), 8), disc()) == ()


def test_the_profile_runs_from_one_regime_to_the_other():
    for trace in traces(horizon(), disc()):
        ends = trace.profile[[0, -1]]
        ground = np.abs(ends - np.float32(GROUND)).max(axis=1)
        assert sorted(ground < 12) == [False, True]
