"""YAML read as nodes that remember their lines, with everything risky refused first."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import yaml
from yaml.constructor import ConstructorError, SafeConstructor

MAX_CHARACTERS = 64 * 1024
MAX_DEPTH = 8
TAG = "tag:yaml.org,2002:"


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a recipe; ``line`` counts from 1, None when it has no place."""

    line: int | None
    message: str

    def __str__(self) -> str:
        return self.message if self.line is None else f"line {self.line}: {self.message}"


class YamlError(ValueError):
    """The text is not YAML that a recipe may be written in."""

    def __init__(self, line: int | None, message: str) -> None:
        super().__init__(message)
        self.problem = Problem(line, message)


def line_of(node: yaml.Node) -> int:
    """The line a node begins on, counted from 1."""
    return int(node.start_mark.line) + 1


def compose(text: str) -> yaml.Node | None:
    """The text's only document as a node, or None when it is empty.

    Refused: text over 64 KiB, aliases and anchors (a few of them can grow to gigabytes), more
    than one document, nesting deeper than eight. Raises ``YamlError``.
    """
    if len(text) > MAX_CHARACTERS:
        raise YamlError(
            None, f"The recipe has {len(text):,} characters; at most {MAX_CHARACTERS:,} are read."
        )
    try:
        _refuse_risky(text)
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        raise YamlError(line, f"This is not YAML: {error.problem or error.context}.") from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise YamlError(line, "This is not YAML: it holds a character that is not text.") from error
    except yaml.YAMLError as error:
        raise YamlError(None, f"This is not YAML: {error}.") from error


def _refuse_risky(text: str) -> None:
    depth = documents = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise YamlError(line, "Anchors (&) and aliases (*) are not allowed; write values out.")
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise YamlError(line, "A recipe is one document; remove what follows '---'.")
        elif isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise YamlError(line, f"Values are nested deeper than {MAX_DEPTH} levels.")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def items(node: yaml.MappingNode) -> tuple[dict[str, tuple[yaml.Node, yaml.Node]], list[Problem]]:
    """A mapping's ``{key: (key node, value node)}``, and what is wrong with its keys."""
    found: dict[str, tuple[yaml.Node, yaml.Node]] = {}
    problems = []
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode) or key.tag != f"{TAG}str":
            problems.append(Problem(line_of(key), "Names must be plain words."))
        elif key.value in found:
            first = line_of(found[key.value][0])
            problems.append(
                Problem(line_of(key), f"'{key.value}' stands twice (first on line {first}).")
            )
        else:
            found[key.value] = (key, value)
    return found, problems


def plain(node: yaml.Node) -> object:
    """A node's value: text, number, true or false, nothing, list or mapping.

    Raises ``YamlError`` for dates, binary data, tags of programming languages, infinities.
    """
    if isinstance(node, yaml.MappingNode):
        found, problems = items(node)
        if problems:
            raise YamlError(problems[0].line, problems[0].message)
        return {name: plain(value) for name, (_, value) in found.items()}
    if isinstance(node, yaml.SequenceNode):
        return [plain(entry) for entry in node.value]
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node)
    raise YamlError(line_of(node), "This value cannot be read.")


_SCALARS = SafeConstructor()
_READERS: dict[str, Callable[[yaml.ScalarNode], object]] = {
    f"{TAG}str": lambda node: node.value,
    f"{TAG}null": lambda node: None,
    f"{TAG}bool": _SCALARS.construct_yaml_bool,
    f"{TAG}int": _SCALARS.construct_yaml_int,
    f"{TAG}float": _SCALARS.construct_yaml_float,
}


def _scalar(node: yaml.ScalarNode) -> object:
    read = _READERS.get(node.tag)
    if read is None:
        kind = node.tag.removeprefix(TAG)
        raise YamlError(
            line_of(node), f"'{node.value}' reads as a {kind}; put quotes around it if it is text."
        )
    try:
        value = read(node)
    except (ValueError, KeyError, ConstructorError) as error:
        raise YamlError(line_of(node), f"'{str(node.value)[:40]}' cannot be read.") from error
    if isinstance(value, float) and not math.isfinite(value):
        raise YamlError(line_of(node), f"'{node.value}' is not a finite number.")
    return value
