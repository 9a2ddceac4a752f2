"""Command-line options made from a stage's params, and the params made from what was typed."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandParser
from pydantic import ValidationError
from pydantic.fields import FieldInfo

from jobs.local_run import InputError
from jobs.recipe_params import expectation
from jobs.stages.contract import Params, Stage


def option(name: str) -> str:
    """How a param is typed: ``min_confidence`` is ``--min-confidence``."""
    return "--" + name.replace("_", "-")


def add_params(parser: CommandParser, stage: Stage[Any]) -> None:
    """Declare an option for each of the stage's params."""
    group = parser.add_argument_group(f"params of {stage.name}")
    for name, field in stage.params.model_fields.items():
        if field.annotation is bool:
            group.add_argument(
                option(name),
                dest=name,
                action=argparse.BooleanOptionalAction,
                default=None,
                help=described(field, ""),
            )
        else:
            group.add_argument(
                option(name),
                dest=name,
                metavar="VALUE",
                default=None,
                help=described(field, expectation(stage.params, name)),
            )


def described(field: FieldInfo, expected: str) -> str:
    """An option's help: meaning, range, default."""
    default = "on" if field.default is True else "off" if field.default is False else field.default
    shown = f"default {default}" if default != "" else "default empty"
    words = [field.description or "", f"({expected}; {shown})" if expected else f"({shown})"]
    return " ".join(words).strip().replace("%", "%%")


def read_params(stage: Stage[Any], options: Mapping[str, Any]) -> Params:
    """The stage's params; raises InputError naming each option that is wrong."""
    typed = {
        name: str(options[name]).lower() if isinstance(options[name], bool) else options[name]
        for name in stage.params.model_fields
        if options.get(name) is not None
    }
    lists = {name: found for name, text in typed.items() if (found := _listed(text)) is not None}
    words = {name: text for name, text in typed.items() if name not in lists}
    try:
        params: Params = stage.params.model_validate_strings(words)
        if lists:
            params = stage.params.model_validate({**params.model_dump(exclude_unset=True), **lists})
    except ValidationError as error:
        told = own_words(error)
        raise InputError(
            "\n".join(fault(stage, detail, typed, told) for detail in named(error))
        ) from None
    return params


def _listed(text: str) -> list[Any] | None:
    """A list typed as JSON; None for anything else."""
    try:
        found = json.loads(text) if text.startswith("[") else None
    except json.JSONDecodeError:
        return None
    return found if isinstance(found, list) else None


def named(error: ValidationError) -> list[tuple[str, str]]:
    """Each wrong field once, with its first message."""
    found: dict[str, str] = {}
    for detail in error.errors(include_url=False):
        name = str(detail["loc"][0]) if detail["loc"] else ""
        found.setdefault(name, str(detail["msg"]).removeprefix("Value error, "))
    return list(found.items())


def own_words(error: ValidationError) -> frozenset[str]:
    """The wrong fields of which the stage says in its own words what is wrong."""
    details = error.errors(include_url=False)
    own = [one["loc"] for one in details if one["type"] == "value_error" and one["loc"]]
    return frozenset(str(where[0]) for where in own)


def fault(
    stage: Stage[Any], detail: tuple[str, str], typed: Mapping[str, str], told: frozenset[str]
) -> str:
    """One line about one wrong option; ``told`` are those with words of the stage's own."""
    name, message = detail
    if name not in typed:
        return f"{stage.name}: {message}"
    if name in told:
        return f"{option(name)} is '{typed[name]}': {message}."
    expected = expectation(stage.params, name)
    return f"{option(name)} is '{typed[name]}'; expected {expected}."
