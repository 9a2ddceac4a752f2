"""Thresholds: false positives come first, and stand in the gap where there is one."""

import numpy as np

from jobs.calibration.thresholds import Evidence, choose

CLEAN = np.arange(100) / 100


def test_where_scores_lie_apart_every_profile_stands_in_the_gap():
    found = choose([Evidence(CLEAN, 10 + CLEAN)], 0.03)
    assert 1 < found["strict"] < found["standard"] < found["lenient"] < 10


def test_where_they_overlap_the_rate_of_false_positives_is_kept():
    found = choose([Evidence(CLEAN, CLEAN + 0.2)], 0.05)
    assert np.mean(found["standard"] < CLEAN) <= 0.05
    assert found["strict"] < found["standard"] < found["lenient"]


def test_a_threshold_holds_for_every_class_of_its_check():
    found = choose([Evidence(CLEAN, 10 + CLEAN), Evidence(3 + CLEAN, 5 + CLEAN)], 0.03)
    assert 3.9 < found["standard"] < 5.1


def test_scores_of_nothing_still_give_thresholds_in_order():
    found = choose([Evidence(np.zeros(10), np.zeros(10))], 0.03)
    assert 0 <= found["strict"] < found["standard"] < found["lenient"]
