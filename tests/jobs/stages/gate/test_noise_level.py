"""Grain all over the proof."""

import pytest

from tests.jobs.stages.gate.pictures import CLEAN, enlarged, judged, noisy


@pytest.mark.parametrize("name", CLEAN)
def test_a_clean_photograph_passes(name):
    assert judged("noise", CLEAN[name]).verdict == "pass"


@pytest.mark.parametrize("name", CLEAN)
def test_a_grainy_photograph_fails(name):
    assert judged("noise", noisy(CLEAN[name], 8)).verdict == "fail"


def test_strong_grain_is_found_after_enlarging_too():
    source = noisy(CLEAN["chelsea"], 14)
    assert judged("noise", enlarged(source, 2), source=source).verdict == "fail"
