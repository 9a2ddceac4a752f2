"""A hint and a strategy for the filling steps of a shipped recipe."""

import pytest

from editor.actions.errors import ActionError
from editor.actions.filling import filled_as
from jobs import recipes


def params_of(recipe, stage):
    return next(step.params for step in recipe.steps if step.stage.name == stage)


@pytest.mark.parametrize("name", ["publish", "remove-text", "inpaint"])
def test_the_hint_and_the_strategy_reach_the_step_that_fills(name):
    recipe = filled_as(recipes.load(name), hint="blend sky", strategy="patch")
    params = params_of(recipe, "inpaint")
    assert (params.hint, params.strategy) == ("blend sky", "patch")


def test_everything_else_stays_as_the_recipe_has_it():
    given = recipes.load("publish")
    recipe = filled_as(given, hint="blend sky")
    assert recipe.name == "publish"
    assert params_of(recipe, "inpaint").strategy == params_of(given, "inpaint").strategy
    others = [step.params for step in recipe.steps if step.stage.name != "inpaint"]
    assert others == [step.params for step in given.steps if step.stage.name != "inpaint"]


def test_nothing_given_leaves_the_recipe_as_it_was_written():
    given = recipes.load("publish")
    assert filled_as(given) is given


@pytest.mark.parametrize("hint", ["a: b # c", "“Himmel”, 空 🌤", "- x\n- y", "yes"])
def test_a_hint_comes_back_to_the_letter(hint):
    assert params_of(filled_as(recipes.load("inpaint"), hint=hint), "inpaint").hint == hint


@pytest.mark.parametrize("wish", [{"hint": "blend sky"}, {"strategy": "patch"}])
def test_a_recipe_that_fills_nothing_refuses_what_it_would_not_heed(wish):
    with pytest.raises(ActionError, match="choose one of publish, remove-text") as caught:
        filled_as(recipes.load("upscale-only"), **wish)
    assert caught.value.field in wish


def test_a_hint_that_is_too_long_is_refused_by_its_field():
    with pytest.raises(ActionError, match="301 characters; at most 300") as caught:
        filled_as(recipes.load("inpaint"), hint="x" * 301)
    assert caught.value.field == "hint"


def test_an_unknown_strategy_is_refused_with_those_there_are():
    with pytest.raises(ActionError, match="one of patch, model, hybrid") as caught:
        filled_as(recipes.load("inpaint"), strategy="magic")
    assert caught.value.field == "strategy"
