"""What a recipe would run, known before it runs."""

from __future__ import annotations

from typing import NamedTuple

from jobs.recipes import Recipe
from jobs.stages.contract import Pin
from jobs.stages.weights import Weights
from jobs.weights import process_weights


class PlannedStep(NamedTuple):
    """A step's stage with the exact models and libraries it would use here and now."""

    stage: str
    version: str
    pins: tuple[Pin, ...]


def planned(recipe: Recipe, weights: Weights | None = None) -> list[PlannedStep]:
    """Each step's stage, version and pins, in order; loads no model.

    Raises ``StageError`` when a step's model cannot be found.
    """
    holder = weights or process_weights()
    return [
        PlannedStep(
            step.stage.name, step.stage.version, tuple(step.stage.pins(step.params, holder))
        )
        for step in recipe.steps
    ]


def difference(planned_pins: tuple[Pin, ...], found: tuple[Pin, ...]) -> str:
    """In words, how the pins found differ from those planned; empty when they are equal."""
    before = {(pin.role, pin.id): pin for pin in planned_pins}
    after = {(pin.role, pin.id): pin for pin in found}
    changes = [
        *(
            f"{pin.role} {pin.id} is no longer used"
            for at, pin in before.items()
            if at not in after
        ),
        *(f"{pin.role} {pin.id} is new" for at, pin in after.items() if at not in before),
        *(
            f"{pin.role} {pin.id} was {_version(before[at])} and is {_version(pin)}"
            for at, pin in after.items()
            if at in before and before[at] != pin
        ),
    ]
    return "; ".join(changes)


def _version(pin: Pin) -> str:
    return f"{pin.version} ({pin.sha256[:12]})" if pin.sha256 else pin.version
