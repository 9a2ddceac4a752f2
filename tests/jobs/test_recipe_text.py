"""Recipes that the studio writes read back as they were given."""

import pytest

from jobs.canvas import MIDDLE_GREY, canvas, canvas_picture
from jobs.recipe_text import one_step, with_canonical, with_defaults, with_params, without_additions
from jobs.recipes import RecipeError, parse
from tests.jobs.small_stages import STAGES, MarkParams, PaintParams
from tests.jobs.trials import pipeline

PROMPTS = [
    "a jug",
    "an 'earthenware' \"jug\": blue # not a comment",
    "first line\nsecond line\n\n  indented\ttab",
    "ein Krug – 青い水差し 🫖 \u200dx",
    "null",
    "1e5",
    "yes",
    "- a\n- b",
    "{a: b} & *c !d %e @f `g` | >",
    " padded ",
    "odd\u0085breaks\u2028and\u2029marks\ufeff\x07",
    "word " * 790,
    "\\n is not a line break",
]


@pytest.mark.parametrize("prompt", PROMPTS)
def test_a_prompt_comes_back_to_the_letter(prompt: str) -> None:
    params = PaintParams(prompt=prompt, seeds=(3, 2**53), width=16)
    recipe = one_step("explore", "paint", params, prompt[:60])
    assert recipe.steps[0].params == params
    assert parse(recipe.text).steps[0].params == params
    assert recipe.title == (prompt[:60])


def test_every_param_is_spelled_out() -> None:
    text = one_step("explore", "paint", PaintParams(), "Explore").text
    for name in PaintParams.model_fields:
        assert f"{name}:" in text


def test_a_text_too_long_to_read_back_is_refused() -> None:
    with pytest.raises(RecipeError, match="characters; at most"):
        one_step("x", "paint", PaintParams(prompt="\x07" * 4000), "\x07" * 100_000)


@pytest.fixture
def canonical(monkeypatch):
    monkeypatch.setitem(STAGES, "canonical", STAGES["paint"])


def test_the_canonical_render_stands_in_front_of_the_recipe(canonical) -> None:
    chosen = parse(
        "title: Tidy\ndescription: Mark and fill.\n" + pipeline("step: mark", "step: fill"),
        name="tidy",
    )
    recipe = with_canonical(PaintParams(prompt="a jug"), chosen)
    assert [step.stage.name for step in recipe.steps] == ["paint", "mark", "fill"]
    assert [step.params for step in recipe.steps[1:]] == [step.params for step in chosen.steps]
    assert (recipe.name, recipe.title, recipe.description) == ("tidy", "Tidy", "Mark and fill.")
    assert parse(recipe.text, name="tidy") == recipe


def test_a_recipe_that_begins_with_its_own_picture_takes_no_second_beginning(canonical) -> None:
    own = parse(pipeline("step: paint"))
    with pytest.raises(RecipeError, match="'paint' begins with a picture of its own"):
        with_canonical(PaintParams(), own)


def test_a_drawn_mask_is_still_asked_for(canonical) -> None:
    drawn = parse(pipeline("step: fill"), mask_given=True)
    assert with_canonical(PaintParams(), drawn).needs_drawn_mask


@pytest.mark.django_db
def test_a_canvas_is_flat_grey_and_kept_once() -> None:
    artifact = canvas(64, 32)
    assert (artifact.width, artifact.height) == (64, 32)
    assert canvas(64, 32) == artifact != canvas(32, 64)
    assert (canvas_picture(64, 32).pixels == MIDDLE_GREY).all()


def test_other_params_leave_the_recipes_name_words_and_steps() -> None:
    given = parse(
        "title: Tidy\ndescription: Mark and fill.\n" + pipeline("step: mark", "step: fill"),
        name="tidy",
    )
    recipe = with_params(given, [MarkParams(size=9), given.steps[1].params])
    assert (recipe.name, recipe.title, recipe.description) == ("tidy", "Tidy", "Mark and fill.")
    assert [step.params for step in recipe.steps] == [MarkParams(size=9), given.steps[1].params]


def test_a_default_is_filled_in_where_a_step_names_none() -> None:
    chosen = parse(pipeline("step: mark", "step: mark\n    params: {size: 5}"), name="two")
    recipe = with_defaults(chosen, "size", 9)
    assert [step.params.size for step in recipe.steps] == [9, 5]
    assert (recipe.name, recipe.title) == (chosen.name, chosen.title)


def test_a_recipe_that_takes_no_such_param_stays_as_it_was_written() -> None:
    chosen = parse(pipeline("step: mark", "step: fill"))
    assert with_defaults(chosen, "allowed_text", ("Acme",)) is chosen


def test_what_was_filled_into_a_recipe_is_taken_out_again() -> None:
    chosen = parse(pipeline("step: mark", "step: fill"))
    told = with_defaults(chosen, "size", 9)
    assert [step.params for step in without_additions(told, ("size",)).steps] == [
        step.params for step in chosen.steps
    ]


def test_a_recipe_that_nothing_was_added_to_stays_as_it_was_written() -> None:
    chosen = parse(pipeline("step: mark", "step: fill"))
    assert without_additions(chosen, ("size",)) is chosen
