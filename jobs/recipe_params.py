"""A step's params in a recipe, checked strictly against what its stage declares."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Mapping
from typing import Any

import yaml
from pydantic import ValidationError

from jobs.stages.contract import Params, Stage
from jobs.yaml_nodes import Problem, YamlError, items, line_of, plain

TYPE_WORDS = {
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "string": "text",
    "array": "a list",
    "object": "names with values",
    "null": "nothing",
}


def closest(name: str, known: Iterable[str]) -> str:
    """``(did you mean 'x'?)`` when a known name is near, else a list of what is known."""
    choices = list(known)
    near = difflib.get_close_matches(name, choices, n=1, cutoff=0.6)
    if near:
        return f" (did you mean '{near[0]}'?)"
    return f"; known: {', '.join(choices)}" if choices else "; it takes none"


def read_params(
    stage: Stage[Any], node: yaml.Node | None, step_line: int, problems: list[Problem]
) -> Params | None:
    """The stage's params, or None after adding what is wrong to ``problems``.

    Nothing is converted: a quoted number is text, and 1 is not true.
    """
    found = _fields(stage, node, problems)
    if found is None:
        return None
    values, lines, complete = found
    try:
        # JSON's strict rules let a list stand for a tuple and a word for a choice, no more.
        params: Params = stage.params.model_validate_json(json.dumps(values), strict=True)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            name = str(detail["loc"][0]) if detail["loc"] else ""
            line = lines.get(name, step_line)
            message = str(detail["msg"]).removeprefix("Value error, ")
            if not name:
                problems.append(Problem(line, f"{stage.name}: {message}"))
                continue
            if detail["type"] == "value_error":
                # The stage's own words say more than the schema knows.
                problems.append(Problem(line, f"'{name}' of {stage.name}: {message}"))
                continue
            problems.append(
                Problem(
                    line,
                    f"'{name}' of {stage.name} is {_shown(values.get(name))}; "
                    f"expected {expectation(stage.params, name)}.",
                )
            )
        return None
    return params if complete else None


def _fields(
    stage: Stage[Any], node: yaml.Node | None, problems: list[Problem]
) -> tuple[dict[str, object], dict[str, int], bool] | None:
    """Values and lines of the params that the stage knows, and whether that is all of them."""
    if node is None or (isinstance(node, yaml.ScalarNode) and node.tag.endswith(":null")):
        return {}, {}, True
    if not isinstance(node, yaml.MappingNode):
        message = f"'params:' of {stage.name} holds names with values, as in {{strength: 0.5}}."
        problems.append(Problem(line_of(node), message))
        return None
    found, wrong = items(node)
    problems += wrong
    known = tuple(stage.params.model_fields)
    values: dict[str, object] = {}
    lines: dict[str, int] = {}
    complete = not wrong
    for name, (key, value) in found.items():
        if name not in known:
            message = f"{stage.name} has no param '{name}'{closest(name, known)}."
            problems.append(Problem(line_of(key), message))
            complete = False
            continue
        try:
            values[name] = plain(value)
            lines[name] = line_of(key)
        except YamlError as error:
            problems.append(error.problem)
            complete = False
    return values, lines, complete


def _shown(value: object) -> str:
    if isinstance(value, str):
        return f"the text '{value[:40]}'"
    return json.dumps(value)[:60]


def expectation(params: type[Params], name: str) -> str:
    """In words, what a param takes: ``a number from 0 to 1``, ``one of a, b``."""
    schema = params.model_json_schema()
    field = schema["properties"][name]
    choices = field.get("anyOf", [field])
    return " or ".join(_words(choice, schema.get("$defs", {})) for choice in choices)


def _words(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> str:
    if "$ref" in schema:
        schema = definitions[str(schema["$ref"]).rsplit("/", 1)[-1]]
    if "enum" in schema:
        return "one of " + ", ".join(str(choice) for choice in schema["enum"])
    if "const" in schema:
        return str(schema["const"])
    words = TYPE_WORDS.get(str(schema.get("type")), "another value")
    named = schema.get("properties")
    if named:
        words += (
            f" ({', '.join(f'{key}: {_words(one, definitions)}' for key, one in named.items())})"
        )
    entries = schema.get("items")
    if entries:
        words += f" whose entries are each {_words(entries, definitions)}"
    return words + _length(schema) + _range(schema) + _multiple(schema)


def _length(schema: Mapping[str, Any]) -> str:
    for shortest, longest, what in (
        ("minLength", "maxLength", "characters"),
        ("minItems", "maxItems", "entries"),
    ):
        low, high = schema.get(shortest), schema.get(longest)
        if low and high:
            return f" of {low} to {high} {what}"
        if high:
            return f" of at most {high} {what}"
        if low:
            return f" of at least {low} {what}"
    return ""


def _multiple(schema: Mapping[str, Any]) -> str:
    return f", a multiple of {schema['multipleOf']:g}" if "multipleOf" in schema else ""


def _range(schema: Mapping[str, Any]) -> str:
    low, high = schema.get("minimum"), schema.get("maximum")
    above, below = schema.get("exclusiveMinimum"), schema.get("exclusiveMaximum")
    if low is not None and high is not None:
        return f" from {low:g} to {high:g}"
    bounds = [
        *([f"at least {low:g}"] if low is not None else []),
        *([f"more than {above:g}"] if above is not None else []),
        *([f"at most {high:g}"] if high is not None else []),
        *([f"less than {below:g}"] if below is not None else []),
    ]
    return (" of " if bounds else "") + " and ".join(bounds)
