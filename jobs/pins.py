"""What a recipe would run, known before it runs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from jobs.recipes import Recipe
from jobs.stages.contract import Frozen, Pin
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


class PinChange(Frozen):
    """A pin that is there only before, only after, or of another version or digest."""

    before: Pin | None
    after: Pin | None

    def __str__(self) -> str:
        if self.before is None or self.after is None:
            pin = self.before or self.after
            assert pin is not None
            fate = "is no longer used" if self.after is None else "is new"
            return f"{pin.role} {pin.id} {fate}"
        was, now = _version(self.before), _version(self.after)
        return f"{self.after.role} {self.after.id} was {was} and is {now}"


def pin_changes(before: tuple[Pin, ...], after: tuple[Pin, ...]) -> tuple[PinChange, ...]:
    """How pins differ: those no longer used, the new ones, then those that changed."""
    return tuple(_changes(_by_place(before), _by_place(after)))


def _by_place(pins: tuple[Pin, ...]) -> dict[tuple[str, str], Pin]:
    return {(pin.role, pin.id): pin for pin in pins}


def _changes(
    before: dict[tuple[str, str], Pin], after: dict[tuple[str, str], Pin]
) -> Iterator[PinChange]:
    yield from (PinChange(before=pin, after=None) for at, pin in before.items() if at not in after)
    yield from (PinChange(before=None, after=pin) for at, pin in after.items() if at not in before)
    for at, pin in after.items():
        if at in before and before[at] != pin:
            yield PinChange(before=before[at], after=pin)


def difference(planned_pins: tuple[Pin, ...], found: tuple[Pin, ...]) -> str:
    """In words, how the pins found differ from those planned; empty when they are equal."""
    return "; ".join(map(str, pin_changes(planned_pins, found)))


def _version(pin: Pin) -> str:
    digest = pin.sha256[:12]
    return f"{pin.version} ({digest})" if pin.version and digest else pin.version or digest
