"""Means, ratios and intervals against forms known by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from jobs.stages.sampling_report.statistics import (
    RESAMPLES,
    difference,
    draws,
    mean,
    mean_pairwise_distance,
    ratio,
    zero_bound,
)


def test_the_same_prompts_are_drawn_every_time():
    assert np.array_equal(draws(40), draws(40))
    assert draws(40).shape == (RESAMPLES, 40)


def test_the_interval_of_a_mean_is_the_normal_one_where_that_holds():
    values = np.random.default_rng(1).normal(10, 2, 400)
    found = mean(values, draws(400))
    half = 1.96 * values.std() / math.sqrt(400)
    assert found.value == pytest.approx(values.mean())
    assert found.low == pytest.approx(values.mean() - half, abs=0.03)
    assert found.high == pytest.approx(values.mean() + half, abs=0.03)


def test_the_interval_of_two_prompts_is_their_range():
    # A quarter of the resamples holds the one prompt alone, a quarter the other.
    found = mean([1.0, 3.0], draws(2))
    assert (found.value, found.low, found.high) == (2.0, 1.0, 3.0)


def test_a_ratio_that_is_the_same_at_every_prompt_has_no_interval():
    found = ratio([2.0, 4.0, 8.0], [1.0, 2.0, 4.0], draws(3))
    assert (found.value, found.low, found.high) == (2.0, None, None)
    assert "no interval" in found.note


def test_a_ratio_is_of_the_means_and_not_the_mean_of_ratios():
    assert ratio([1.0, 9.0], [1.0, 3.0], draws(2)).value == 2.5


def test_the_interval_of_a_ratio_follows_the_delta_method():
    random = np.random.default_rng(2)
    below = random.normal(20, 2, 500)
    above = 1.3 * below + random.normal(0, 3, 500)
    found = ratio(above, below, draws(500))
    deviation = (above - found.value * below).std() / below.mean() / math.sqrt(500)
    assert found.low == pytest.approx(found.value - 1.96 * deviation, abs=0.003)
    assert found.high == pytest.approx(found.value + 1.96 * deviation, abs=0.003)


def test_a_ratio_to_zero_is_undefined_and_not_infinite():
    found = ratio([0.5, 0.25], [0.0, 0.0], draws(2))
    assert (found.value, found.low, found.high) == (None, None, None)
    assert "undefined" in found.note


def test_a_ratio_has_no_upper_bound_when_resamples_divide_by_zero():
    # One of five prompts has the only failure below: a third of the resamples leaves it out.
    found = ratio([0.2] * 5, [0.0, 0.0, 0.0, 0.0, 0.5], draws(5))
    assert found.value == 2.0
    assert found.low is not None
    assert found.high is None
    assert "no upper bound" in found.note


def test_a_resample_of_zero_over_zero_widens_the_interval_at_both_ends():
    found = ratio([0.0, 0.0, 0.0, 0.5], [0.0, 0.0, 0.0, 0.5], draws(4))
    assert (found.value, found.low, found.high) == (1.0, 0.0, None)


def test_a_difference_is_paired_by_prompt():
    found = difference([10.0, 20.0, 31.0], [9.0, 19.0, 29.0], draws(3))
    assert found.value == pytest.approx(4 / 3)
    assert (found.low, found.high) == (1.0, 2.0)


def test_one_prompt_alone_has_no_interval():
    found = mean([3.0], draws(1))
    assert (found.value, found.low, found.high) == (3.0, None, None)


def test_no_prompt_cannot_be_resampled():
    with pytest.raises(ValueError, match="a prompt"):
        draws(0)


def test_seeing_none_bounds_the_share_as_the_rule_of_three_says():
    assert zero_bound(1000) == pytest.approx(3 / 1000, rel=0.01)
    assert zero_bound(1) == pytest.approx(0.95)


def test_novelty_is_the_mean_over_all_pairs():
    # Pairs: 1 bit, 2 bits, 3 bits.
    hashes = [f"{value:016x}" for value in (0b000, 0b001, 0b110)]
    assert mean_pairwise_distance(hashes) == 2.0


def test_equal_pictures_have_no_novelty():
    assert mean_pairwise_distance(["f0" * 8] * 5) == 0.0


def test_one_picture_has_no_novelty_at_all():
    with pytest.raises(ValueError, match="two pictures"):
        mean_pairwise_distance(["0" * 16])
