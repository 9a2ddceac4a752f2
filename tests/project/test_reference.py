"""The generated documentation is there, whole and up to date."""

import json

import pytest
from pydantic import BaseModel, Field

from jobs import recipes
from jobs.stage_registry import known_stages
from project import reference
from project.environment import BASE_DIR, Environment

DOCUMENTS = (
    "docs/stages.md",
    "docs/recipes.md",
    "docs/settings.md",
    "docs/record.schema.json",
    "docs/openapi.yaml",
    "README.md",
)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_generated_document_says_what_the_code_says(name):
    texts = {str(path): text for path, text in reference.documents().items()}
    assert (BASE_DIR / name).read_text() == texts[name], "run `make docs` and commit the result"


def test_every_stage_and_every_param_is_documented():
    page = reference.stages_page()
    for stage in known_stages().values():
        assert f"## `{stage.name}`: {stage.title}" in page
        for name in stage.params.model_fields:
            assert f"| `{name}` |" in page


def test_every_recipe_is_documented():
    page = reference.recipes_page()
    for name in recipes.SHIPPED:
        assert f"## `{name}`:" in page


def test_every_setting_is_documented_in_the_readme():
    readme = (BASE_DIR / "README.md").read_text()
    for name in Environment.model_fields:
        assert f"`IMPRIMATUR_{name.upper()}`" in readme


def test_a_field_without_a_description_is_refused():
    class Silent(BaseModel):
        strength: float = Field(1.0)

    with pytest.raises(reference.UndocumentedError, match=r"blur\.strength has no description"):
        reference.described("blur", "strength", Silent.model_fields["strength"])


def test_a_cell_cannot_break_its_table():
    assert reference.table(("a",), [("x | y\nz",)]).endswith("| x \\| y z |")


def test_the_records_schema_names_every_field_of_a_step():
    schema = json.loads(reference.record_schema())
    assert {"pins", "fingerprint", "seed", "inputs", "outputs"} <= set(
        schema["$defs"]["StepRecord"]["properties"]
    )
