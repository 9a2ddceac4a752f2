"""The ways to fill a mask that a person may choose from, and the stage that has each."""

from __future__ import annotations

from dataclasses import dataclass

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


def strategies() -> tuple[str, ...]:
    """The strategies whose stage this studio has."""
    return tuple(name for name, fill in FILLS.items() if fill.stage in known_stages())


def fill_params(strategy: str, hint: str = "") -> Params:
    """The params of the strategy's stage; raises ``ActionError`` for a hint that it cannot take."""
    fill = FILLS[strategy]
    kind: type[Params] = known_stages()[fill.stage].params
    if hint and "hint" not in kind.model_fields:
        raise ActionError(
            f"{fill.title} takes no hint: leave it empty, or choose another strategy.", "hint"
        )
    values = {"strategy": strategy} if fill.stage == "inpaint" else {}
    return checked(kind, values | ({"hint": hint} if hint else {}))
