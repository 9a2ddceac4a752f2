"""The text that may stay on a project's pictures, and how it reaches what runs."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from editor.actions.allowed_texts import allow_text, texts_in_force, withdraw_text
from editor.actions.candidates import add_candidate
from editor.actions.errors import ActionError
from editor.actions.renders import render
from editor.models import AllowedText
from jobs.models import Event
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return factories.project(creative=factories.person("ada"), lead=factories.person("lena"))


def allow(project, text="Acme", **wish):
    return allow_text(project=project, text=text, **{"by": project.created_by, **wish})


def step_params(job, stage="apply_mask"):
    return job.steps.get(stage=stage).params


def test_an_allowed_text_is_kept_with_who_allowed_it_and_told(project):
    allowed = allow(project, "  Acme   Coffee ")
    assert (allowed.text, allowed.added_by) == ("Acme Coffee", project.created_by)
    event = Event.objects.get(stream=project.stream, kind="allowed_text.added")
    assert event.payload == {"allowed_text": str(allowed.id), "text": "Acme Coffee", "by": "lena"}


@pytest.mark.parametrize(
    ("text", "words"),
    [("  ", "at least one letter"), ("...", "at least one letter"), ("a" * 101, "longer than 100")],
)
def test_a_text_that_cannot_be_compared_is_refused(project, text, words):
    with pytest.raises(ActionError, match=words) as caught:
        allow(project, text)
    assert caught.value.field == "text"


def test_a_text_is_allowed_once(project):
    allow(project)
    with pytest.raises(ActionError, match="may stay already"):
        allow(project)
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.allowed_text(project, "Acme")


def test_there_is_a_most(project):
    for number in range(100):
        factories.allowed_text(project, f"Acme {number}")
    with pytest.raises(ActionError, match="withdraw one"):
        allow(project)


def test_a_withdrawn_text_is_kept_with_who_withdrew_it_and_may_be_allowed_again(project):
    allowed = withdraw_text(allowed=allow(project), by=project.created_by)
    assert (allowed.withdrawn_by, texts_in_force(project)) == (project.created_by, ())
    allow(project)
    assert AllowedText.objects.filter(project=project, text="Acme").count() == 2


def test_a_text_is_withdrawn_once(project):
    allowed = withdraw_text(allowed=allow(project), by=project.created_by)
    with pytest.raises(ActionError, match="withdrawn already"):
        withdraw_text(allowed=allowed, by=project.created_by)


def test_only_those_who_manage_the_project_may(project):
    ada = project.memberships.get(role="creative").user
    with pytest.raises(PermissionDenied):
        allow(project, by=ada)
    with pytest.raises(PermissionDenied):
        withdraw_text(allowed=factories.allowed_text(project), by=ada)


def test_a_render_leaves_the_projects_text_alone_and_the_gate_lets_it_pass(project):
    allow(project)
    proof = render(
        candidate=factories.candidate(project), asked_by=project.created_by,
        recipe_name="remove-text",
    )  # fmt: skip
    assert step_params(proof.job)["allowed_text"] == ["Acme"]
    assert step_params(proof.job, "gate")["allowed_text"] == ["Acme"]
    assert "allowed_text:" in proof.job.recipe_text


def test_a_recipe_that_names_text_of_its_own_keeps_it(project):
    allow(project)
    proof = render(
        candidate=factories.candidate(project), asked_by=project.created_by,
        recipe_text="pipeline:\n  - step: apply_mask\n    params: {allowed_text: [Other]}\n",
    )  # fmt: skip
    assert step_params(proof.job)["allowed_text"] == ["Other"]


def test_without_allowed_text_a_recipe_runs_as_it_was_written(project):
    text = "pipeline:\n  - step: apply_mask\n"
    proof = render(
        candidate=factories.candidate(project), asked_by=project.created_by, recipe_text=text
    )
    assert proof.job.recipe_text == text


def test_the_search_for_text_on_an_upload_leaves_it_alone_too(project):
    allow(project)
    candidate = add_candidate(
        project=project, data=factories.picture_bytes(), name="a.png", added_by=project.created_by
    )
    assert step_params(candidate.finding)["allowed_text"] == ["Acme"]
