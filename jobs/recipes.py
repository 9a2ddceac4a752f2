"""Recipes: YAML to checked steps, with everything wrong told at once and by its line."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from jobs.recipe_params import closest, read_params
from jobs.stage_registry import Stages, known_stages
from jobs.stages.contract import Params, Role, Stage
from jobs.stages.weights import WeightsSettings
from jobs.weights import weights_settings
from jobs.yaml_nodes import Problem, YamlError, compose, items, line_of, plain

SHIPPED_FOLDER = Path(__file__).parent / "shipped_recipes"
OFFERED = ("publish", "remove-text", "remove-object", "inpaint", "upscale-only")
SHIPPED = (*OFFERED, "find-text", "find-letters")
"""The last two are the studio's own: ``find-text`` looks for text on every uploaded picture,
``find-letters`` for its letters, where a person is going to edit the mask."""
MAX_STEPS = 32
MAX_WORDS = 500
TOP_LEVEL = ("pipeline", "title", "description")


class RecipeError(ValueError):
    """A recipe that cannot run; ``problems`` holds everything wrong with it, in line order."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: problem.line or 0))
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True)
class RecipeStep:
    """A stage and its checked params, with the line it stands on."""

    stage: Stage[Any]
    params: Params
    line: int


@dataclass(frozen=True)
class Recipe:
    """A validated recipe; ``text`` is the YAML exactly as it was given."""

    name: str
    title: str
    description: str
    text: str
    steps: tuple[RecipeStep, ...]

    @property
    def sha256(self) -> str:
        """Digest of the text, in UTF-8."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def needs_drawn_mask(self) -> bool:
        """True when a step needs a mask that no step before it makes."""
        made: set[Role] = {Role.PICTURE}
        for step in self.steps:
            if not step.stage.needs <= made:
                return True
            made |= step.stage.gives
        return False


def names() -> tuple[str, ...]:
    """The shipped recipes that a render may ask for."""
    return OFFERED


def load(name: str) -> Recipe:
    """A shipped recipe by its name; raises ``RecipeError`` when there is none."""
    if name not in SHIPPED:
        known = ", ".join(OFFERED)
        raise RecipeError([Problem(None, f"There is no recipe '{name}'. Shipped: {known}.")])
    return parse(shipped_text(name), name=name, mask_given=True)


@lru_cache(maxsize=len(SHIPPED))
def shipped_text(name: str) -> str:
    """The YAML of a shipped recipe."""
    return (SHIPPED_FOLDER / f"{name}.yaml").read_text(encoding="utf-8")


def parse(
    text: str,
    *,
    name: str = "recipe",
    mask_given: bool = False,
    stages: Stages | None = None,
    weights: WeightsSettings | None = None,
) -> Recipe:
    """Check a recipe whole and return its steps, or raise ``RecipeError`` with all problems.

    ``mask_given`` says that a drawn mask comes with the picture. ``stages`` and ``weights``
    default to what this process is set up with.
    """
    problems: list[Problem] = []
    surroundings = _Surroundings(
        stages=known_stages() if stages is None else stages,
        weights=weights_settings() if weights is None else weights,
        mask_given=mask_given,
    )
    fields = _top_level(text, problems)
    steps = _pipeline(fields, surroundings, problems)
    title = _words(fields, "title", problems)
    description = _words(fields, "description", problems)
    if problems:
        raise RecipeError(problems)
    return Recipe(name, title or name, description, text, steps)


@dataclass(frozen=True)
class _Surroundings:
    stages: Stages
    weights: WeightsSettings
    mask_given: bool


def _top_level(text: str, problems: list[Problem]) -> dict[str, yaml.Node]:
    try:
        root = compose(text)
    except YamlError as error:
        problems.append(error.problem)
        return {}
    if not isinstance(root, yaml.MappingNode):
        line = None if root is None else line_of(root)
        problems.append(Problem(line, "A recipe begins with 'pipeline:' and a list of steps."))
        return {}
    fields = _known_fields(root, TOP_LEVEL, "a recipe", problems)
    if "pipeline" not in fields:
        problems.append(
            Problem(line_of(root), "'pipeline:' is missing; it holds the list of steps.")
        )
    return fields


def _known_fields(
    node: yaml.MappingNode, known: tuple[str, ...], where: str, problems: list[Problem]
) -> dict[str, yaml.Node]:
    found, wrong = items(node)
    problems += wrong
    for name, (key, _) in found.items():
        if name not in known:
            problems.append(
                Problem(line_of(key), f"'{name}' is not a part of {where}{closest(name, known)}.")
            )
    return {name: value for name, (_, value) in found.items() if name in known}


def _words(fields: Mapping[str, yaml.Node], name: str, problems: list[Problem]) -> str:
    if name not in fields:
        return ""
    try:
        value = plain(fields[name])
    except YamlError as error:
        problems.append(error.problem)
        return ""
    if not isinstance(value, str) or len(value) > MAX_WORDS:
        problems.append(
            Problem(line_of(fields[name]), f"'{name}' is text of at most {MAX_WORDS} characters.")
        )
        return ""
    return value


def _pipeline(
    fields: Mapping[str, yaml.Node], surroundings: _Surroundings, problems: list[Problem]
) -> tuple[RecipeStep, ...]:
    node = fields.get("pipeline")
    if node is None:
        return ()
    if not isinstance(node, yaml.SequenceNode) or not node.value:
        message = "'pipeline:' holds a list with at least one '- step: …'."
        problems.append(Problem(line_of(node), message))
        return ()
    if len(node.value) > MAX_STEPS:
        message = f"The pipeline has {len(node.value)} steps; at most {MAX_STEPS} may run."
        problems.append(Problem(line_of(node), message))
        return ()
    steps = [_step(entry, surroundings, problems) for entry in node.value]
    _check_masks(steps, surroundings, problems)
    _check_sources(steps, problems)
    return tuple(step for step in steps if step is not None)


def _step(
    node: yaml.Node, surroundings: _Surroundings, problems: list[Problem]
) -> RecipeStep | None:
    line = line_of(node)
    if not isinstance(node, yaml.MappingNode):
        problems.append(Problem(line, "A step is written '- step: NAME' with 'params:' under it."))
        return None
    fields = _known_fields(node, ("step", "params"), "a step", problems)
    if "step" not in fields:
        problems.append(Problem(line, "This entry has no 'step:'; it names the stage to run."))
        return None
    named = fields["step"]
    name = named.value if isinstance(named, yaml.ScalarNode) else ""
    stage = surroundings.stages.get(name)
    if stage is None:
        known = tuple(surroundings.stages)
        problems.append(
            Problem(line_of(named), f"There is no step '{name}'{closest(name, known)}.")
        )
        return None
    params = read_params(stage, fields.get("params"), line, problems)
    if params is not None and stage.refusal is not None:
        refusal = stage.refusal(params, surroundings.weights)
        if refusal is not None:
            problems.append(Problem(line, refusal))
    return RecipeStep(stage, params or stage.params(), line)


def _check_sources(steps: list[RecipeStep | None], problems: list[Problem]) -> None:
    for step in steps[1:]:
        if step is not None and Role.SOURCE in step.stage.gives:
            message = f"'{step.stage.name}' begins with a picture of its own: put it first."
            problems.append(Problem(step.line, message))


def _check_masks(
    steps: list[RecipeStep | None], surroundings: _Surroundings, problems: list[Problem]
) -> None:
    made: set[Role] = {Role.PICTURE, Role.MASK} if surroundings.mask_given else {Role.PICTURE}
    makers = [stage.name for stage in surroundings.stages.values() if Role.MASK in stage.gives]
    for step in steps:
        if step is None:
            # What a misspelt step would have made is unknown: no guess about those after it.
            return
        if Role.MASK in step.stage.needs - made:
            first = next((name for name in makers if name != step.stage.name), "a mask step")
            problems.append(
                Problem(
                    step.line,
                    f"'{step.stage.name}' needs a mask and no step before it makes one; "
                    f"put '{first}' before it, or draw a mask on the picture.",
                )
            )
            return
        made |= step.stage.gives
