"""The recipes that ship, against the stages that ship."""

import pytest

from jobs import recipes
from jobs.recipes import RecipeError, parse
from jobs.stages.contract import Role

ARTICLE = """\
pipeline:
- step: inpaint
  params: {hint: "blend sky"}
- step: denoise
  params: {strength: 0.45}
- step: upscale
  params: {scale: 4}
"""


@pytest.fixture(autouse=True)
def shipped_stages(settings, small_stages):
    settings.JOBS_STAGES = "jobs.stages.registry.STAGES"


@pytest.mark.parametrize("name", recipes.SHIPPED)
def test_each_shipped_recipe_is_valid_and_has_a_title(name: str) -> None:
    assert recipes.load(name).title != name


def test_what_removes_or_fills_by_hand_needs_a_drawn_mask() -> None:
    needing = {name for name in recipes.SHIPPED if recipes.load(name).needs_drawn_mask}
    assert needing == {"remove-object", "inpaint"}


@pytest.mark.parametrize("name", recipes.names())
def test_each_offered_recipe_ends_with_the_gate(name: str) -> None:
    assert recipes.load(name).steps[-1].stage.name == "gate"


def test_remove_text_has_nothing_that_touches_other_pixels() -> None:
    stages = [step.stage.name for step in recipes.load("remove-text").steps]
    assert stages == [
        "apply_mask",
        "adjust_dilation",
        "find_marks",
        "unblend",
        "inpaint",
        "look_again",
        "gate",
    ]


def test_the_article_example_runs_with_a_drawn_mask() -> None:
    recipe = parse(ARTICLE, mask_given=True)
    assert [step.stage.name for step in recipe.steps] == ["inpaint", "denoise", "upscale"]


def test_the_article_example_without_a_mask_is_refused_by_its_line() -> None:
    with pytest.raises(RecipeError) as caught:
        parse(ARTICLE)
    assert str(caught.value).startswith("line 2: 'inpaint' needs a mask")


def test_only_stages_that_make_a_mask_are_offered_for_one() -> None:
    with pytest.raises(RecipeError) as caught:
        parse("pipeline: [{step: adjust_dilation}]")
    assert "put 'apply_mask' before it" in str(caught.value)


def test_a_model_that_no_commit_pins_is_refused_before_anything_runs(settings) -> None:
    settings.JOBS_WEIGHTS = {**settings.JOBS_WEIGHTS, "inpaint_model": "someone/model"}
    with pytest.raises(RecipeError, match="IMPRIMATUR_INPAINT_REVISION"):
        parse("pipeline: [{step: inpaint, params: {strategy: model}}]", mask_given=True)


def test_a_model_is_there_without_any_setting() -> None:
    parse("pipeline: [{step: inpaint, params: {strategy: model}}]", mask_given=True)


def test_every_stage_says_what_it_needs() -> None:
    from jobs.stages.registry import STAGES

    assert all(Role.PICTURE in stage.needs or Role.MASK in stage.needs for stage in STAGES.values())
