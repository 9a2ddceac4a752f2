"""Recipes: what is read, and everything that is refused, by its line."""

import pytest

from jobs import recipes
from jobs.recipes import RecipeError, parse
from jobs.stages.weights import WeightsSettings

ARTICLE = """\
pipeline:
- step: fill
  params: {hint: "blend sky"}
- step: invert
  params: {strength: 0.45}
- step: mark
  params: {size: 4}
"""


def problems(text: str, **more) -> list[str]:
    with pytest.raises(RecipeError) as caught:
        parse(text, **more)
    return [str(problem) for problem in caught.value.problems]


def test_the_article_form_is_read_with_a_drawn_mask() -> None:
    recipe = parse(ARTICLE, mask_given=True)
    assert [step.stage.name for step in recipe.steps] == ["fill", "invert", "mark"]
    assert recipe.steps[0].params.hint == "blend sky"
    assert recipe.needs_drawn_mask


def test_without_a_mask_the_article_form_is_refused_by_its_line() -> None:
    assert problems(ARTICLE) == [
        "line 2: 'fill' needs a mask and no step before it makes one; "
        "put 'mark' before it, or draw a mask on the picture."
    ]


def test_a_mask_step_before_makes_it_possible() -> None:
    recipe = parse("pipeline: [{step: mark}, {step: fill}]")
    assert not recipe.needs_drawn_mask


def test_everything_wrong_is_told_at_once_in_line_order() -> None:
    text = """\
title: Test
pipelines: []
pipeline:
  - step: inverted
  - step: invert
    params:
      strenght: 0.5
      strength: 3
  - step: fill
    parameters: {}
"""
    assert problems(text) == [
        "line 2: 'pipelines' is not a part of a recipe (did you mean 'pipeline'?).",
        "line 4: There is no step 'inverted' (did you mean 'invert'?).",
        "line 7: invert has no param 'strenght' (did you mean 'strength'?).",
        "line 8: 'strength' of invert is 3; expected a number from 0 to 1.",
        "line 10: 'parameters' is not a part of a step (did you mean 'params'?).",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "A recipe begins with 'pipeline:' and a list of steps."),
        ("- step: invert", "line 1: A recipe begins with 'pipeline:' and a list of steps."),
        ("title: x", "line 1: 'pipeline:' is missing; it holds the list of steps."),
        ("pipeline: []", "line 1: 'pipeline:' holds a list with at least one '- step: …'."),
        ("pipeline:", "line 1: 'pipeline:' holds a list with at least one '- step: …'."),
        (
            "pipeline:\n  - invert",
            "line 2: A step is written '- step: NAME' with 'params:' under it.",
        ),
        (
            "pipeline:\n  - params: {}",
            "line 2: This entry has no 'step:'; it names the stage to run.",
        ),
        (
            "pipeline:\n  - step: [invert]",
            "line 2: There is no step ''; known: invert, mark, fill, paint, nap, stuck, hog, "
            "broken, judge, refused.",
        ),
        (
            "pipeline:\n  - step: invert\n    params: [1]",
            "line 3: 'params:' of invert holds names with values, as in {strength: 0.5}.",
        ),
        (
            "pipeline:\n  - step: invert\n    params: {strength: '0.4'}",
            "line 3: 'strength' of invert is the text '0.4'; expected a number from 0 to 1.",
        ),
        (
            "pipeline:\n  - step: invert\n    params: {strength: true}",
            "line 3: 'strength' of invert is true; expected a number from 0 to 1.",
        ),
        (
            "pipeline:\n  - step: mark\n    params: {size: 4.5}",
            "line 3: 'size' of mark is 4.5; expected a whole number from 1 to 64.",
        ),
        (
            "pipeline:\n  - step: mark\n    params: {size: 65}",
            "line 3: 'size' of mark is 65; expected a whole number from 1 to 64.",
        ),
        (
            "pipeline:\n  - step: mark\n    params: {mode: round}",
            "line 3: 'mode' of mark is the text 'round'; expected one of square, cross.",
        ),
        (
            "pipeline:\n  - step: nap\n    params: {high: 100}",
            "line 3: 'high' of nap is 100; expected a whole number of more than 0 and less than"
            " 100.",
        ),
        (
            "pipeline:\n  - step: nap\n    params: {low: 9, high: 8}",
            "line 2: nap: low is above high; swap them",
        ),
        (
            "pipeline:\n  - step: invert\n    params: {strength: .inf}",
            "line 3: '.inf' is not a finite number.",
        ),
        (
            "pipeline:\n  - step: invert\n    params: {hint: 2026-11-22}",
            "line 3: '2026-11-22' reads as a timestamp; put quotes around it if it is text.",
        ),
        (
            "pipeline:\n  - step: invert\n    params: {strength: 0.1, strength: 0.2}",
            "line 3: 'strength' stands twice (first on line 3).",
        ),
        ("pipeline:\n  - {step: invert, 1: 2}", "line 2: Names must be plain words."),
        (
            "pipeline: &a\n  - step: invert\ntitle: *a",
            "line 1: Anchors (&) and aliases (*) are not allowed; write values out.",
        ),
        (
            "pipeline: [{step: invert}]\n---\npipeline: []",
            "line 2: A recipe is one document; remove what follows '---'.",
        ),
        ("title: " + "[" * 5000, "line 1: Values are nested deeper than 8 levels."),
        ("pipeline: [}", "line 1: This is not YAML: expected the node content, but found '}'."),
        (
            "pipeline:\n\x00",
            "line 2: This is not YAML: it holds a character that is not text.",
        ),
        (
            "title: !!python/object:os.system x\npipeline: [{step: invert}]",
            "line 1: 'x' reads as a python/object:os.system; put quotes around it if it is text.",
        ),
        (
            "title: 7\npipeline: [{step: invert}]",
            "line 1: 'title' is text of at most 500 characters.",
        ),
        ("#" * 65537, "The recipe has 65,537 characters; at most 65,536 are read."),
        (
            "pipeline:\n" + "  - step: invert\n" * 33,
            "line 2: The pipeline has 33 steps; at most 32 may run.",
        ),
        (
            "pipeline:\n  - step: refused",
            "line 2: No model is configured; set IMPRIMATUR_INPAINT_MODEL.",
        ),
        (
            "pipeline:\n  - step: invert\n    params: {strength: " + "9" * 5000 + "}",
            f"line 3: '{'9' * 40}' cannot be read.",
        ),
    ],
)
def test_each_mistake_is_named(text: str, expected: str) -> None:
    found = problems(text)
    assert found[0].startswith(expected.removesuffix("."))


def test_a_hostile_tag_builds_nothing_and_is_refused() -> None:
    text = "pipeline:\n  - step: invert\n    params: {hint: !!python/name:os.system ''}"
    assert "line 3" in problems(text)[0]


def test_a_whole_number_may_stand_for_a_number_and_a_list_for_a_tuple() -> None:
    text = "pipeline: [{step: invert, params: {strength: 1}}, {step: mark, params: {names: [a]}}]"
    recipe = parse(text)
    assert recipe.steps[0].params.strength == 1.0
    assert recipe.steps[1].params.names == ("a",)


def test_params_may_be_left_out_or_empty() -> None:
    recipe = parse("pipeline: [{step: invert}, {step: invert, params: }]")
    assert recipe.steps[0].params == recipe.steps[1].params


def test_after_an_unknown_step_no_mask_is_guessed_about() -> None:
    found = problems("pipeline: [{step: marc}, {step: fill}]")
    assert len(found) == 1


def test_title_and_description_are_kept() -> None:
    recipe = parse("title: A\ndescription: B\npipeline: [{step: invert}]", name="x")
    assert (recipe.name, recipe.title, recipe.description) == ("x", "A", "B")


def test_an_unknown_shipped_recipe_is_refused_with_what_there_is() -> None:
    with pytest.raises(RecipeError, match="Shipped: publish, remove-text, remove-object, inpaint"):
        recipes.load("../../etc/passwd")


def test_a_refusal_is_asked_with_the_settings_given() -> None:
    assert problems("pipeline: [{step: refused}]", weights=WeightsSettings())


def test_a_step_that_begins_with_its_own_picture_comes_first() -> None:
    assert problems("pipeline:\n  - step: invert\n  - step: paint") == [
        "line 3: 'paint' begins with a picture of its own: put it first."
    ]
    assert parse("pipeline: [{step: paint}, {step: invert}]").steps


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ("{seeds: 3}", "'seeds' of paint is 3; expected a list whose entries are each a whole"),
        ("{seeds: [1, x]}", "'seeds' of paint is [1, \"x\"]; expected a list whose entries are"),
        ("{seeds: [1.5]}", "expected a list whose entries are each a whole number of at most 64"),
        ("{width: 12}", "'width' of paint is 12; expected a whole number from 8 to 64, a multiple"),
        ("{width: '16'}", "'width' of paint is the text '16'; expected a whole number from 8 to"),
        ("{prompt: ''}", "'prompt' of paint is the text ''; expected text of 1 to 4000 characters"),
        ("{prompt: ' '}", "'prompt' of paint: the prompt is blank; say what to paint"),
        ("{prompt: null}", "'prompt' of paint is null; expected text of 1 to 4000 characters"),
    ],
)
def test_lists_and_optional_and_long_params_are_told_in_words(params: str, expected: str) -> None:
    (told,) = problems(f"pipeline:\n  - step: paint\n    params: {params}")
    assert told.startswith("line 3: ")
    assert expected in told


def test_lists_and_optional_and_long_params_are_read() -> None:
    words = "jug " * 900
    text = (
        f"pipeline:\n  - step: paint\n    params: {{seeds: [1, 2], width: null, prompt: {words}}}"
    )
    params = parse(text).steps[0].params
    assert (params.seeds, params.width, params.prompt) == ((1, 2), None, words.strip())


def test_a_prompt_of_ten_thousand_words_is_refused_without_repeating_it() -> None:
    (told,) = problems(f"pipeline:\n  - step: paint\n    params: {{prompt: {'jug ' * 10_000}}}")
    assert len(told) < 200
