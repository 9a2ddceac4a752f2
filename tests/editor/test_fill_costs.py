"""What a fill is likely to cost."""

from __future__ import annotations

import pytest

from editor.queries.fill_costs import REFERENCE, Measured, fill_costs, fitted

BASE = Measured(0.5, 10.0)


def test_without_past_fills_the_reference_stands():
    assert fitted(BASE, []) == BASE
    assert fitted(BASE, [(0.01, 5.0), (0.02, 5.0)]) == BASE


def test_past_fills_say_the_slope():
    measured = fitted(BASE, [(0.1, 2.5), (0.2, 4.5), (0.3, 6.5)])
    assert measured.base == 0.5
    assert measured.per_megapixel == pytest.approx(20.0)


def test_a_machine_faster_than_the_base_lowers_it():
    assert fitted(BASE, [(0.1, 0.2)] * 3) == Measured(0.2, pytest.approx(0.0))


@pytest.mark.django_db
def test_every_strategy_has_a_price_and_says_whether_it_can_run():
    costs = {cost.strategy: cost for cost in fill_costs()}
    assert {"hybrid", "patch", "model"} <= set(costs) <= set(REFERENCE)
    assert costs["patch"].refusal == ""
    assert costs["patch"].runs == 0
