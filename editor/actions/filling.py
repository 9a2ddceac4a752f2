"""A person's hint and strategy, in place of what a shipped recipe says to its filling steps."""

from __future__ import annotations

from collections.abc import Mapping

from editor.actions.errors import ActionError, plainly
from editor.actions.sampling import checked
from jobs import recipes
from jobs.recipe_text import with_params
from jobs.recipes import Recipe, RecipeStep
from jobs.stages.contract import Params

HINT, STRATEGY = "hint", "strategy"


def filled_as(recipe: Recipe, *, hint: str = "", strategy: str = "") -> Recipe:
    """The recipe with the hint and the strategy in each of its steps that fills a mask.

    Whatever is empty stays as the recipe has it. Raises ``ActionError`` with the field that
    cannot be: one that the stage does not take, or that no step of this recipe would heed.
    """
    wish = {name: text for name, text in {HINT: hint, STRATEGY: strategy}.items() if text}
    if not wish:
        return recipe
    for name in wish:
        _refuse_unheeded(recipe, name)
    params = [_wished(step, wish) for step in recipe.steps]
    with plainly(STRATEGY if STRATEGY in wish else HINT):
        return with_params(recipe, params)


def fills(recipe: Recipe) -> bool:
    """Whether something in the recipe fills a mask, and so can be told how."""
    return any(map(_fills, recipe.steps))


def _fills(step: RecipeStep) -> bool:
    """A step that replaces what a mask covers is one that can be told what belongs there."""
    return HINT in step.stage.params.model_fields


def _wished(step: RecipeStep, wish: Mapping[str, str]) -> Params:
    taken = {name: text for name, text in wish.items() if name in step.stage.params.model_fields}
    if not taken or not _fills(step):
        return step.params
    kind: type[Params] = step.stage.params
    return checked(kind, {**step.params.model_dump(mode="json"), **taken})


def _refuse_unheeded(recipe: Recipe, name: str) -> None:
    if any(_fills(step) and name in step.stage.params.model_fields for step in recipe.steps):
        return
    able = [known for known in recipes.names() if fills(recipes.load(known))]
    raise ActionError(
        f"Nothing in the recipe '{recipe.name}' fills a mask, so a {name} has no effect: leave it "
        f"empty, or choose one of {', '.join(able)}.",
        name,
    )
