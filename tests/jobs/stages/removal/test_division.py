"""Division: shares add up, sides lie where their ground is, foreign ground is nobody's."""

from __future__ import annotations

import numpy as np

from jobs.stages.regimes import regimes
from jobs.stages.removal.curves import lead
from jobs.stages.removal.division import divide
from jobs.stages.removal.traces import follow
from tests.jobs.stages.removal.views import disc, horizon, sky


def divided(view, mask):
    curves = lead(follow(view, mask, regimes(view, mask)), mask)
    return divide(view, mask, mask, curves)


def test_a_hole_without_curves_is_one_side():
    sides = divided(sky(), disc())
    assert len(sides) == 1
    assert np.array_equal(sides.shares[0], (disc() > 0).astype(np.float32))


def test_a_horizon_divides_the_hole_in_two():
    sides = divided(horizon(), disc())
    assert len(sides) == 2
    total = sides.shares.sum(axis=0)
    assert np.allclose(total[disc() > 0], 1)
    assert np.count_nonzero(total[disc() == 0]) == 0


def test_the_ground_of_each_side_is_its_own():
    sides = divided(horizon(), disc())
    upper = int(sides.shares[:, 105, 160].argmax())
    assert (sides.outside[80:116, 100:130] == upper).mean() > 0.99
    assert (sides.outside[124:160, 100:130] == 1 - upper).mean() > 0.99


def test_the_picture_under_the_hole_says_nothing():
    view = horizon()
    view[disc() > 0] = (255, 0, 255)
    assert np.array_equal(divided(view, disc()).outside, divided(horizon(), disc()).outside)


def test_ground_on_the_far_side_of_an_edge_that_only_grazes_the_hole_is_nobodys():
    view = horizon()
    mask = disc(centre=(160, 146), radius=26)
    sides = divided(view, mask)
    below = sides.outside[140:200, 110:130]
    assert (below >= 0).all()
    assert not (sides.outside[60:112, 110:210] == below[30, 0]).any()
