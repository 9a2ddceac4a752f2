"""Thresholds are complete, ordered and documented."""

from pathlib import Path

import pytest

from jobs.stages.gate.profiles import THRESHOLDS
from jobs.stages.gate.registry import CHECKS

GUIDE = Path(__file__).parents[4] / "docs" / "gate.md"


def test_every_check_has_its_thresholds():
    assert set(THRESHOLDS) == set(CHECKS)


@pytest.mark.parametrize("name", CHECKS)
def test_a_stricter_profile_has_a_lower_threshold(name):
    assert THRESHOLDS[name]["strict"] < THRESHOLDS[name]["standard"] < THRESHOLDS[name]["lenient"]


@pytest.mark.parametrize("name", CHECKS)
def test_the_guide_tells_the_thresholds_in_force(name):
    rows = (line for line in GUIDE.read_text().splitlines() if line.startswith(f"| `{name}`"))
    row = next(rows)
    told = [float(cell) for cell in row.strip("| ").split("|")[-3:]]
    assert told == [THRESHOLDS[name][profile] for profile in ("lenient", "standard", "strict")]
