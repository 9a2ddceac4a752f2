"""What the generator is asked for: checked field by field, with every default spelled out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from editor.actions.errors import ActionError, plainly
from editor.models import Exploration
from jobs.recipe_params import expectation
from jobs.stages.contract import Params, StageError
from jobs.stages.generator import checkpoint
from jobs.stages.generator.defaults import misfit, spelled_out
from jobs.stages.generator.params import ExploreParams, SamplingParams
from jobs.stages.generator.schedulers import fitting
from jobs.weights import weights_settings

CHECKPOINT = "checkpoint"
"""The field of what is wrong with the checkpoint itself; no person fills it in here."""
P = TypeVar("P", bound=Params)
S = TypeVar("S", bound=SamplingParams)


def explore_params(
    *,
    prompt: str,
    negative_prompt: str = "",
    count: int,
    width: int | None = None,
    height: int | None = None,
    scheduler: str = "",
    steps: int | None = None,
    guidance_scale: float | None = None,
    seeds: Iterable[int] = (),
    batch_size: int | None = None,
) -> ExploreParams:
    """The explore stage's params, with what was not given taken from the checkpoint.

    Raises ``ActionError`` with the field that cannot be.
    """
    fixed = list(seeds)
    if fixed and len(fixed) != count:
        raise ActionError(
            f"There are {len(fixed)} seeds for {count} samples: give one for each, or none.",
            "seeds",
        )
    given = {
        "prompt": prompt,
        "negative_prompt": negative_prompt,
        "count": count,
        "width": width,
        "height": height,
        "scheduler": scheduler or None,
        "steps": steps,
        "guidance_scale": guidance_scale,
        "seeds": fixed,
        **({} if batch_size is None else {"batch_size": batch_size}),
    }
    return fitted(checked(ExploreParams, given), canonical=False)


def params_of(exploration: Exploration) -> ExploreParams:
    """What an exploration was asked with."""
    return ExploreParams.model_validate(exploration.params)


def checked(kind: type[P], values: Mapping[str, Any]) -> P:
    """The params, or an ``ActionError`` with the first field that cannot be, in plain words."""
    try:
        # As in a recipe: nothing is converted, and JSON lets a list stand for a tuple.
        return kind.model_validate_json(json.dumps(dict(values)), strict=True)
    except ValidationError as error:
        raise _fault(kind, error.errors(include_url=False)[0]) from None


def fitting_schedulers() -> tuple[str, ...] | None:
    """Names of the schedulers that can sample the checkpoint; None while it is not usable."""
    try:
        found = checkpoint.here(weights_settings())
    except StageError:
        return None
    return fitting(found.scheduler_config) if found else None


def fitted(params: S, *, canonical: bool) -> S:
    """The params with the checkpoint's defaults in every empty field.

    Raises ``ActionError`` with the field that this checkpoint cannot do.
    """
    settings = weights_settings()
    with plainly(CHECKPOINT):
        found = checkpoint.here(settings)
    if found is None:
        raise ActionError(
            f"The checkpoint {settings.checkpoint!r} at commit {settings.checkpoint_revision} is "
            "not on this machine yet: fetch it with `manage.py explore PROMPT --count 1 --out "
            "FOLDER`, then ask again.",
            CHECKPOINT,
        )
    unfit = misfit(params, found)
    if unfit:
        named = [name for name in type(params).model_fields if unfit.startswith(f"{name} ")]
        raise ActionError(_sentence(unfit), named[0] if named else CHECKPOINT)
    with plainly(CHECKPOINT):
        return spelled_out(params, found, canonical=canonical)


def _fault(kind: type[Params], detail: ErrorDetails) -> ActionError:
    where, value = detail["loc"], detail["input"]
    name = str(where[0]) if where else ""
    label = name.replace("_", " ")
    if detail["type"] == "value_error" or not name:
        return ActionError(_sentence(str(detail["msg"]).removeprefix("Value error, ")), name)
    if detail["type"] == "string_too_long":
        most = detail["ctx"]["max_length"]
        return ActionError(
            f"The {label} has {len(value):,} characters; at most {most:,} are taken.", name
        )
    shown = json.dumps(value)[:60]
    return ActionError(f"The {label} given is {shown}; expected {expectation(kind, name)}.", name)


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:].rstrip(".") + "."
