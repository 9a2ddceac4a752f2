"""The ways to fill a mask that a person may choose from, and the stage that has each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from editor.actions.errors import ActionError
from editor.actions.sampling import checked
from jobs.stage_registry import known_stages
from jobs.stages.contract import Params


@dataclass(frozen=True)
class Fill:
    """A strategy's stage, its title, and in a few words what it is for."""

    stage: str
    title: str
    summary: str


FILLS: dict[str, Fill] = {
    "hybrid": Fill("inpaint", "Best fit", "patches, a model where needed"),
    "patch": Fill("inpaint", "Patches", "from the surroundings; fast"),
    "model": Fill("inpaint", "Model", "drawn anew, by the hint"),
    "object": Fill("remove_object", "Remove object", "snaps to its edge, continues lines behind"),
}
CHOICES = tuple((name, fill.title) for name, fill in FILLS.items())


def strategies() -> tuple[str, ...]:
    """The strategies whose stage this studio has."""
    return tuple(name for name, fill in FILLS.items() if fill.stage in known_stages())


def fill_params(
    strategy: str, hint: str = "", *, snap: bool = True, take_shadow: bool = False
) -> Params:
    """The params of the strategy's stage; ``snap`` and ``take_shadow`` are for objects alone.

    Raises ``ActionError`` for a hint that the stage cannot take.
    """
    fill = FILLS[strategy]
    kind: type[Params] = known_stages()[fill.stage].params
    if hint and "hint" not in kind.model_fields:
        raise ActionError(
            f"{fill.title} takes no hint: leave it empty, or choose another strategy.", "hint"
        )
    values: dict[str, Any] = {"strategy": strategy}
    if fill.stage == "remove_object":
        values = {"snap": snap, "take_shadow": take_shadow}
    return checked(kind, values | ({"hint": hint} if hint else {}))
