"""Choosing what a project's renders are to look like, and how it reaches them."""

import io

import numpy as np
import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from PIL import Image

from editor.actions.errors import ActionError
from editor.actions.renders import render
from editor.actions.targets import aim_at_look, aim_at_nothing, aim_at_picture
from editor.models import Project
from jobs import artifacts, recipes
from jobs.models import Event
from tests import factories

pytestmark = pytest.mark.django_db


def png(array):
    buffer = io.BytesIO()
    Image.fromarray(array).save(buffer, "PNG")
    return buffer.getvalue()


def match(project, data=None, by=None):
    return aim_at_picture(
        project=project,
        data=factories.photo_bytes() if data is None else data,
        file_name="reference.png",
        by=by or project.created_by,
    )


def test_a_project_aims_at_nothing_until_somebody_chooses():
    assert factories.project().target == ""


def test_a_picture_takes_the_place_of_a_look_and_a_look_that_of_a_picture():
    project = factories.project()
    aim_at_look(project=project, look="warm", by=project.created_by)
    assert project.target == "warm"
    match(project)
    assert (project.target, project.target_look) == (project.target_picture_id, "")
    aim_at_look(project=project, look="matte", by=project.created_by)
    assert project.target == "matte"


def test_a_picture_that_is_aimed_at_no_longer_stays_for_the_records():
    project = match(factories.project())
    digest = project.target
    aim_at_nothing(project=project, by=project.created_by)
    assert project.target == ""
    assert artifacts.read(digest)


def test_a_look_there_is_not_is_refused_with_those_there_are():
    project = factories.project()
    with pytest.raises(ActionError, match="choose one of warm, cool") as refused:
        aim_at_look(project=project, look="sepia", by=project.created_by)
    assert refused.value.field == "look"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"no picture at all", "not a picture"),
        (png(np.full((80, 80, 3), 90, np.uint8)), "one lightness"),
        (factories.photo_bytes(1, 1), "1 x 1 pixels"),
        (png(np.zeros((80, 80, 4), np.uint8)), "transparent"),
    ],
)
def test_a_picture_that_cannot_be_a_target_is_refused_with_the_reason(data, words):
    project = factories.project()
    with pytest.raises(ActionError, match=words) as refused:
        match(project, data)
    assert refused.value.field == "file"
    assert project.target == ""


def test_only_leads_choose():
    creative = factories.person()
    project = factories.project(creative=creative)
    with pytest.raises(PermissionDenied, match="leads"):
        aim_at_look(project=project, look="warm", by=creative)
    with pytest.raises(PermissionDenied, match="leads"):
        match(project, by=creative)
    with pytest.raises(PermissionDenied, match="leads"):
        aim_at_nothing(project=project, by=creative)


def test_the_database_refuses_two_targets_at_once():
    project = match(factories.project())
    with pytest.raises(IntegrityError), transaction.atomic():
        Project.objects.filter(pk=project.pk).update(target_look="warm")


def test_those_who_watch_the_project_are_told():
    project = factories.project()
    aim_at_look(project=project, look="cool", by=project.created_by)
    told = Event.objects.get(stream=project.stream, kind="target.changed")
    assert told.payload == {"target": "cool", "by": project.created_by.username}


def targets_of(proof):
    steps = recipes.parse(proof.job.recipe_text).steps
    return {step.params.target for step in steps if hasattr(step.params, "target")}


ENHANCED = "pipeline:\n  - step: upscale\n  - step: enhance\n  - step: gate\n"


def asked(project, text=ENHANCED):
    return render(
        candidate=factories.candidate(project), asked_by=project.created_by, recipe_text=text
    )


def test_a_render_carries_the_project_s_target():
    project = match(factories.project())
    assert targets_of(asked(project)) == {project.target_picture_id}


def test_a_gate_asks_for_no_target_that_no_step_brings_about():
    project = match(factories.project())
    assert targets_of(asked(project, "pipeline:\n  - step: gate\n")) == {""}


def test_a_recipe_that_names_a_look_keeps_it():
    project = match(factories.project())
    text = "pipeline:\n  - step: gate\n    params: {target: cool}\n"
    assert targets_of(asked(project, text)) == {"cool"}


def test_a_recipe_may_not_name_another_project_s_picture():
    theirs = match(factories.project("Elsewhere")).target
    text = f"pipeline:\n  - step: gate\n    params: {{target: '{theirs}'}}\n"
    with pytest.raises(ActionError, match="not this project's") as refused:
        asked(factories.project(), text)
    assert refused.value.field == "recipe_text"
