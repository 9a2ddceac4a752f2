"""Registering marks, and what a render then looks for."""

import io

import numpy as np
import pytest
from django.core.exceptions import PermissionDenied
from PIL import Image

from editor.actions.errors import ActionError
from editor.actions.marks import add_mark, remove_mark
from editor.actions.renders import render
from editor.models import Mark
from jobs import artifacts, recipes
from jobs.stages.codec import decode_picture
from jobs.stages.find_marks import MOST_MARKS
from tests import factories

pytestmark = pytest.mark.django_db


def png(array):
    buffer = io.BytesIO()
    Image.fromarray(array).save(buffer, "PNG")
    return buffer.getvalue()


def register(project, *, data=None, name="House mark", by=None):
    return add_mark(
        project=project,
        data=factories.mark_bytes() if data is None else data,
        name=name,
        file_name="logo.png",
        added_by=by or project.created_by,
    )


def named_marks(proof):
    recipe = recipes.parse(proof.job.recipe_text)
    return [mark for step in recipe.steps for mark in getattr(step.params, "marks", ())]


def test_a_mark_keeps_its_transparency():
    mark = register(factories.project())
    picture = decode_picture(artifacts.read(mark.picture_id))
    assert picture.alpha is not None
    assert picture.alpha[0, 0] == 0
    assert picture.alpha.max() == 255


def test_only_leads_register_and_remove():
    creative = factories.person()
    project = factories.project(creative=creative)
    mark = register(project)
    with pytest.raises(PermissionDenied, match="leads"):
        register(project, name="Other", by=creative)
    with pytest.raises(PermissionDenied, match="leads"):
        remove_mark(mark=mark, by=creative)


@pytest.mark.parametrize(
    ("name", "words"), [("  ", "name"), ("x" * 81, "longer"), (" House   mark ", "already")]
)
def test_a_name_that_cannot_be_is_refused_by_its_field(name, words):
    project = factories.project()
    register(project)
    with pytest.raises(ActionError, match=words) as refused:
        register(project, data=factories.mark_bytes(seed=2), name=name)
    assert refused.value.field == "name"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"no picture at all", "not a picture"),
        (png(np.zeros((40, 40, 4), np.uint8)), "transparent"),
        (png(np.full((8, 40, 4), 255, np.uint8)), "16 x 16"),
        (png(np.full((40, 40, 3), 90, np.uint8)), "one colour"),
    ],
)
def test_a_picture_that_cannot_serve_is_refused_with_the_reason(data, words):
    with pytest.raises(ActionError, match=words) as refused:
        register(factories.project(), data=data)
    assert refused.value.field == "file"
    assert not Mark.objects.exists()


def test_the_same_picture_twice_is_refused_and_names_the_first():
    project = factories.project()
    register(project)
    with pytest.raises(ActionError, match="House mark"):
        register(project, name="Another name")


def test_a_project_holds_only_so_many():
    project = factories.project()
    for number in range(MOST_MARKS):
        register(project, data=factories.mark_bytes(seed=number), name=f"Mark {number}")
    with pytest.raises(ActionError, match="at most"):
        register(project, data=factories.mark_bytes(seed=99), name="One more")


def test_a_removed_mark_leaves_its_picture_for_the_records():
    project = factories.project()
    mark = register(project)
    digest = mark.picture_id
    remove_mark(mark=mark, by=project.created_by)
    assert not project.marks.exists()
    assert artifacts.read(digest)


def test_a_render_looks_for_the_projects_marks():
    project = factories.project()
    mark = register(project)
    candidate = factories.candidate(project)
    proof = render(candidate=candidate, asked_by=project.created_by, recipe_name="remove-text")
    named = {(one.name, one.sha256) for one in named_marks(proof)}
    assert named == {(mark.name, mark.picture_id)}


def test_a_project_without_marks_runs_the_recipe_word_for_word():
    project = factories.project()
    candidate = factories.candidate(project)
    proof = render(candidate=candidate, asked_by=project.created_by, recipe_name="remove-text")
    assert proof.job.recipe_text == recipes.shipped_text("remove-text")


def test_a_recipe_may_not_name_another_projects_mark():
    other = register(factories.project("Elsewhere"))
    project = factories.project()
    text = (
        "pipeline:\n  - step: find_marks\n    params:\n      marks:\n"
        f"        - {{name: theirs, sha256: {other.picture_id}}}\n"
    )
    with pytest.raises(ActionError, match="no mark of this project") as refused:
        render(
            candidate=factories.candidate(project), asked_by=project.created_by, recipe_text=text
        )
    assert refused.value.field == "recipe_text"
