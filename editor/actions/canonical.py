"""A sample's canonical render: its exploration's conditioning, stricter, in front of a recipe."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from editor.actions.errors import ActionError, explained, plainly
from editor.actions.project_params import with_candidate
from editor.actions.sampling import CHECKPOINT, checked, fitted, params_of
from editor.models import Candidate, Exploration
from jobs.models import Step
from jobs.pins import difference
from jobs.recipe_text import with_canonical
from jobs.recipes import Recipe
from jobs.stages.contract import Pin
from jobs.stages.generator.inheritance import canonical_values, seed_repeats
from jobs.stages.generator.params import CanonicalParams
from jobs.stages.generator.schedulers import choice
from jobs.weights import process_weights

SHARED = frozenset({"encoder", "tokenizer", "denoiser", "autoencoder"})
"""Roles of the pins that an exploration and its canonical render have in common."""


def whole_recipe(
    candidate: Candidate,
    recipe: Recipe,
    *,
    verify: bool = False,
    hold: str = "",
    hold_strength: float | None = None,
    scheduler: str = "",
    steps: int | None = None,
    guidance_scale: float | None = None,
) -> Recipe:
    """What a render of a candidate runs: for an upload the recipe itself, for a sample the
    canonical step before it, with every param spelled out.

    Raises ``ActionError`` with the field that cannot be, for an upload with any that is given,
    and for a sample whose checkpoint is no longer the one that is configured.
    """
    wish: dict[str, Any] = {
        "verify": verify,
        "hold": hold,
        "hold_strength": hold_strength,
        "scheduler": scheduler,
        "steps": steps,
        "guidance_scale": guidance_scale,
    }
    # A zero is given, and refused by its field; it must not pass for something left empty.
    given = {
        name: value
        for name, value in wish.items()
        if value is not None and value is not False and value != ""
    }
    if candidate.exploration is None:
        for name in given:
            raise ActionError(
                "This picture was uploaded: only a sample of an exploration is sampled again.",
                name,
            )
        return with_candidate(recipe, candidate)
    params = canonical_params(candidate, candidate.exploration, given)
    with explained("recipe"):
        whole = with_candidate(with_canonical(params, recipe), candidate)
    _refuse_another_checkpoint(candidate.exploration, whole)
    return whole


def canonical_params(
    candidate: Candidate, exploration: Exploration, given: Mapping[str, Any]
) -> CanonicalParams:
    """The canonical stage's params for a sample: its exploration's, and what was given.

    Raises ``ActionError`` with the field that cannot be.
    """
    asked = params_of(exploration)
    if given.get("hold") == "noise" and not seed_repeats(asked):
        raise ActionError(
            f"The exploration sampled with {choice(str(asked.scheduler)).title}, which adds "
            "noise at each step, so the seed alone does not give this composition again: hold it "
            "by the picture.",
            "hold",
        )
    assert candidate.seed is not None  # the database keeps it with the exploration
    values = {**canonical_values(asked, candidate.seed), **given}
    params = fitted(checked(CanonicalParams, values), canonical=True)
    if params.hold == "picture" and int((params.steps or 0) * params.hold_strength) < 1:
        raise ActionError(
            f"With {params.steps} steps and a hold strength of {params.hold_strength} not one "
            "step would be drawn: raise one of them.",
            "hold_strength",
        )
    return params


def _refuse_another_checkpoint(exploration: Exploration, whole: Recipe) -> None:
    """The same conditioning is only had from the same models."""
    first = whole.steps[0]
    with plainly(CHECKPOINT):
        now = first.stage.pins(first.params, process_weights())
    sampled = Step.objects.values_list("planned_pins", flat=True).get(
        job=exploration.job_id, index=0
    )
    changed = difference(_shared(map(Pin.model_validate, sampled)), _shared(now))
    if changed:
        raise ActionError(
            f"This sample came from another checkpoint than the one configured now: {changed}. "
            "Configure the one it came from, or explore again.",
            CHECKPOINT,
        )


def _shared(pins: Iterable[Pin]) -> tuple[Pin, ...]:
    return tuple(pin for pin in pins if pin.role in SHARED)
