"""The router: what fills a hole, and the reason it gives."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from jobs.stages.holes import Hole
from jobs.stages.router import SMALL, expected_error, expected_seconds, route
from jobs.stages.surroundings import Surroundings

EASY = Surroundings(edge_deviation=2, texture=0.5, gradient=0.3, regimes=1, strength=0)
HARD = Surroundings(edge_deviation=60, texture=25, gradient=20, regimes=4, strength=40)

ROUGH = replace(HARD, regimes=1, strength=0)
"""Hard, with no border across it."""


def hole(around: Surroundings, thickness: float = 12.0) -> Hole:
    return Hole((0, 0, 40, 40), np.zeros((40, 40), np.uint8), 300, thickness, around)


def test_an_easy_hole_is_patched_and_a_hard_one_drawn():
    assert route(hole(EASY, 50.0), "hybrid", 0.5, "").strategy == "patch"
    assert route(hole(ROUGH, 50.0), "hybrid", 0.5, "").strategy == "model"


def test_a_thin_hole_is_drawn_only_where_it_is_hard_small_and_the_model_cheap():
    assert route(hole(HARD), "hybrid", 0.5, "").strategy == "model"
    assert route(hole(EASY), "hybrid", 0.5, "").strategy == "patch"
    for verdict in (
        route(replace(hole(HARD), area=SMALL + 1), "hybrid", 0.5, ""),
        route(hole(HARD), "hybrid", 0.5, "", configured=True),
    ):
        assert verdict.strategy == "patch"
        assert "too thin to gain" in verdict.reason


def test_what_was_asked_for_is_obeyed():
    assert route(hole(EASY), "model", 0.5, "").strategy == "model"
    assert route(hole(HARD), "patch", 0.5, "").strategy == "patch"


def test_the_reason_names_the_numbers():
    reason = route(hole(HARD), "hybrid", 0.5, "").reason
    for part in ("12 px wide", "texture 25.0", "edge deviation 60.0", "regimes 4"):
        assert part in reason


def test_a_hint_goes_to_the_model_where_there_is_room_for_it():
    assert route(hole(EASY), "hybrid", 1.0, "blue sky").strategy == "model"
    assert route(hole(EASY, 5.0), "hybrid", 1.0, "blue sky").strategy == "patch"


def test_more_of_anything_is_harder():
    assert expected_error(hole(HARD)) > expected_error(hole(EASY)) > 0
    assert expected_error(hole(EASY, 30.0)) > expected_error(hole(EASY, 8.0))


def test_a_wide_hole_that_a_strong_border_crosses_is_continued():
    verdict = route(hole(HARD, 50.0), "hybrid", 0.5, "")
    assert verdict.strategy == "object"
    assert "strength 40" in verdict.reason


def test_a_hole_that_can_be_interpolated_is_not_continued_whatever_crosses_it():
    assert route(hole(HARD, 39.0), "hybrid", 0.5, "").strategy == "model"


def test_a_hint_is_heard_before_a_border_is_continued():
    assert route(hole(HARD, 50.0), "hybrid", 0.5, "a boat").strategy == "model"


def test_no_border_is_continued_unless_the_choice_was_left_open():
    assert route(hole(HARD, 50.0), "patch", 0.5, "").strategy == "patch"


def test_the_cost_of_a_patch_follows_the_hole_and_the_net_costs_more():
    patched = expected_seconds(hole(HARD), "patch", "", configured=False)
    drawn = expected_seconds(hole(HARD), "model", "", configured=False)
    assert 0 < patched < drawn


def test_nobody_knows_how_fast_a_configured_model_is():
    assert expected_seconds(hole(HARD), "model", "", configured=True) is None
    assert expected_seconds(hole(HARD), "patch", "", configured=True) is not None
