"""Recipes that the studio writes: YAML with every param spelled out, which reads back as given."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import yaml

from jobs import recipes
from jobs.recipes import Recipe
from jobs.stages.contract import Params

CANONICAL = "canonical"


class _WrittenOut(yaml.SafeDumper):
    """Recipes hold no aliases, so a value that stands twice is written twice."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _exact(dumper: _WrittenOut, text: str) -> yaml.ScalarNode:
    # Quoted with escapes, line breaks and rarer characters come back as they were.
    style = None if text.isprintable() else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _list(dumper: _WrittenOut, values: list[Any]) -> yaml.SequenceNode:
    # A list of numbers, such as a corner, stays on one line: outlines have many of them.
    numbers = bool(values) and all(isinstance(value, int | float) for value in values)
    node = dumper.represent_list(values)
    return yaml.SequenceNode(node.tag, node.value, flow_style=numbers)


_WrittenOut.add_representer(str, _exact)
_WrittenOut.add_representer(list, _list)


def one_step(name: str, stage: str, params: Params, title: str) -> Recipe:
    """A recipe of one step; raises ``RecipeError`` when the stage cannot run with the params."""
    text = _text(title, "", [_step(stage, params)])
    return recipes.parse(text, name=name)


def of_steps(name: str, title: str, steps: Iterable[tuple[str, Params]]) -> Recipe:
    """A recipe of stages with their params; a drawn mask may come with the picture.

    Raises ``RecipeError`` when a stage cannot run with its params.
    """
    text = _text(title, "", [_step(stage, params) for stage, params in steps])
    return recipes.parse(text, name=name, mask_given=True)


def with_canonical(params: Params, recipe: Recipe) -> Recipe:
    """The canonical render in front of a recipe's steps, under the recipe's own name.

    Raises ``RecipeError`` when the recipe begins with a picture of its own already, or when
    something in it can no longer run.
    """
    steps = [_step(CANONICAL, params)]
    steps += [_step(step.stage.name, step.params) for step in recipe.steps]
    text = _text(recipe.title, recipe.description, steps)
    return recipes.parse(text, name=recipe.name, mask_given=recipe.needs_drawn_mask)


def with_params(recipe: Recipe, params: Sequence[Params]) -> Recipe:
    """The recipe with other params for its steps, one for each, under the recipe's own name.

    Raises ``RecipeError`` when a stage cannot run with them.
    """
    steps = [
        _step(step.stage.name, others) for step, others in zip(recipe.steps, params, strict=True)
    ]
    text = _text(recipe.title, recipe.description, steps)
    return recipes.parse(text, name=recipe.name, mask_given=recipe.needs_drawn_mask)


def with_defaults(recipe: Recipe, name: str, value: object) -> Recipe:
    """The recipe with ``value`` for the param ``name`` of each step that takes it and names none.

    A step names none where the param is as its stage has it. A recipe without such a step comes
    back as it is. Raises ``RecipeError`` when something in it can no longer run.
    """
    params = [_with_default(step.params, name, value) for step in recipe.steps]
    if all(new is step.params for new, step in zip(params, recipe.steps, strict=True)):
        return recipe
    return with_params(recipe, params)


def without_additions(recipe: Recipe, names: Iterable[str]) -> Recipe:
    """The recipe without a canonical render in front and with ``names`` as their stages have them.

    A recipe with nothing of it comes back as it is. Raises ``RecipeError`` when what is left can
    not run.
    """
    steps = [step for step in recipe.steps if step.stage.name != CANONICAL]
    params = [_without(step.params, names) for step in steps]
    added = len(steps) < len(recipe.steps)
    if not added and all(new is step.params for new, step in zip(params, steps, strict=True)):
        return recipe
    left = [_step(step.stage.name, own) for step, own in zip(steps, params, strict=True)]
    text = _text(recipe.title, recipe.description, left)
    return recipes.parse(text, name=recipe.name, mask_given=recipe.needs_drawn_mask)


def _without(params: Params, names: Iterable[str]) -> Params:
    fields = type(params).model_fields
    usual = {name: fields[name].default for name in names if name in fields}
    if all(getattr(params, name) == value for name, value in usual.items()):
        return params
    return params.model_copy(update=usual)


def _with_default(params: Params, name: str, value: object) -> Params:
    field = type(params).model_fields.get(name)
    if field is None or getattr(params, name) != field.default:
        return params
    return type(params).model_validate({**params.model_dump(), name: value})


def _step(stage: str, params: Params) -> dict[str, Any]:
    return {"step": stage, "params": params.model_dump(mode="json")}


def _text(title: str, description: str, steps: Iterable[dict[str, Any]]) -> str:
    words = {"title": title, "description": description}
    recipe = {name: text for name, text in words.items() if text}
    return yaml.dump(
        {**recipe, "pipeline": list(steps)},
        Dumper=_WrittenOut,
        sort_keys=False,
        allow_unicode=True,
        width=100,
    )
