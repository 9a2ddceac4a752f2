"""The generated part of the documentation: stages, recipes, settings, schemas."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from jobs import recipes
from jobs.recipe_params import expectation
from jobs.records import JobRecord
from jobs.stage_registry import known_stages
from jobs.stages.contract import Stage
from project.environment import BASE_DIR, PREFIX, Environment

GENERATED = "<!-- Written by `make docs`; change the code it describes instead. -->"
SETTINGS_BEGIN, SETTINGS_END = "<!-- settings -->", "<!-- /settings -->"
README = Path("README.md")


class UndocumentedError(Exception):
    """Something public has no description; the text names each."""


def documents() -> dict[Path, str]:
    """Every generated file's text, by its path in the repository."""
    texts: dict[Path, Callable[[], str]] = {
        Path("docs/stages.md"): stages_page,
        Path("docs/recipes.md"): recipes_page,
        Path("docs/settings.md"): settings_page,
        Path("docs/record.schema.json"): record_schema,
        Path("docs/openapi.yaml"): openapi,
        README: readme,
    }
    return {path: make() for path, make in texts.items()}


def outdated() -> list[Path]:
    """The generated files that are missing or differ from what the code says."""
    return [path for path, text in documents().items() if read(path) != text]


def write() -> list[Path]:
    """Write what differs and return it."""
    changed = outdated()
    texts = documents()
    for path in changed:
        (BASE_DIR / path).parent.mkdir(exist_ok=True)
        (BASE_DIR / path).write_text(texts[path], encoding="utf-8")
    return changed


def read(path: Path) -> str:
    """A file of the repository, empty when there is none."""
    file = BASE_DIR / path
    return file.read_text(encoding="utf-8") if file.exists() else ""


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(cell, line)) + " |" for line in lines)


def cell(text: str) -> str:
    """Text that stays within its cell."""
    return text.replace("|", "\\|").replace("\n", " ")


def described(owner: str, name: str, field: FieldInfo) -> str:
    """A field's description; raises UndocumentedError when it has none."""
    if not field.description:
        raise UndocumentedError(f"{owner}.{name} has no description: give its Field one.")
    return field.description


def stages_page() -> str:
    """docs/stages.md: each stage with its contract, its params and what it records."""
    parts = [
        "# Stages",
        GENERATED,
        "A recipe's steps name these stages. Each is also a command of its own: [pipe](pipe.md).",
    ]
    return "\n\n".join([*parts, *map(stage_section, known_stages().values())]) + "\n"


def stage_section(stage: Stage[Any]) -> str:
    """One stage's part of the page."""
    if not stage.summary or not stage.title:
        raise UndocumentedError(f"stage {stage.name} needs a title and a summary.")
    given = ", ".join(sorted(stage.gives)) or "picture"
    facts = [
        f"- version {stage.version}, queue `{stage.queue.value}`, time limit {stage.timeout:.0f} s",
        f"- needs {', '.join(sorted(stage.needs))}; gives {given}",
        "- the same bytes for the same input on an equal fingerprint"
        if stage.deterministic
        else "- not deterministic",
    ]
    params = [
        (
            f"`{name}`",
            expectation(stage.params, name),
            shown(field.default),
            described(stage.name, name, field),
        )
        for name, field in stage.params.model_fields.items()
    ]
    details = [
        (f"`{name}`", described(stage.details.__name__, name, field))
        for name, field in stage.details.model_fields.items()
    ]
    sections = [f"## `{stage.name}`: {stage.title}", stage.summary, "\n".join(facts)]
    if params:
        sections.append(table(("param", "takes", "default", "meaning"), params))
    if details:
        sections += ["Its record's details:", table(("field", "meaning"), details)]
    return "\n\n".join(sections)


def shown(default: object) -> str:
    """A default as it is written in YAML."""
    if isinstance(default, BaseModel):
        return f"`{default}`"
    return "empty" if default == "" else f"`{json.dumps(default)}`".replace('"', "")


def recipes_page() -> str:
    """docs/recipes.md: the shipped recipes as they are."""
    parts = [
        "# Shipped recipes",
        GENERATED,
        "How to write your own: the form is `pipeline:`, a list of `step` and `params`; "
        "[stages](stages.md) says which there are. Nothing runs before the whole recipe was "
        "checked, and every fault is told with its line.",
    ]
    for name in recipes.SHIPPED:
        recipe = recipes.load(name)
        if not recipe.description:
            raise UndocumentedError(f"recipe {name} has no description: line.")
        parts += [f"## `{name}`: {recipe.title}", recipe.description]
        parts.append(f"```yaml\n{recipe.text.strip()}\n```")
    return "\n\n".join(parts) + "\n"


def settings_page() -> str:
    """docs/settings.md: every environment variable."""
    return (
        "\n\n".join(
            [
                "# Settings",
                GENERATED,
                "The studio is set up by environment variables alone, read once when it starts.",
                settings_table(),
                "Access to a bucket is given as for every AWS tool: `AWS_ACCESS_KEY_ID`, "
                "`AWS_SECRET_ACCESS_KEY`, a profile, or the machine's role.",
            ]
        )
        + "\n"
    )


def settings_table() -> str:
    """Every environment variable with its default and meaning."""
    rows = [
        (f"`{PREFIX}{name.upper()}`", shown_setting(field), described("Environment", name, field))
        for name, field in Environment.model_fields.items()
    ]
    return table(("variable", "default", "meaning"), rows)


def shown_setting(field: FieldInfo) -> str:
    """A setting's default as one would write it in a shell."""
    if isinstance(field.default, bool):
        return "`true`" if field.default else "`false`"
    return f"`{field.default}`" if str(field.default) else ""


def readme() -> str:
    """README.md with its settings table brought up to date; empty when there is no README."""
    text = read(README)
    if not text:
        return ""
    before, begin, rest = text.partition(SETTINGS_BEGIN)
    _, end, after = rest.partition(SETTINGS_END)
    if not begin or not end:
        raise UndocumentedError(f"README.md has no {SETTINGS_BEGIN} … {SETTINGS_END} section.")
    return f"{before}{begin}\n\n{settings_table()}\n\n{end}{after}"


def record_schema() -> str:
    """docs/record.schema.json: the JSON schema of a job's record and of its steps'."""
    return as_json(JobRecord)


def as_json(model: type[BaseModel]) -> str:
    """A model's JSON schema, as it is serialised."""
    schema = model.model_json_schema(mode="serialization")
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def openapi() -> str:
    """docs/openapi.yaml: the REST API."""
    schema = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    renderer: Any = OpenApiYamlRenderer()
    rendered: bytes = renderer.render(schema, renderer_context={})
    return rendered.decode()
