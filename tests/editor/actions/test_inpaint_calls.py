"""The inpaint call as an action: what it takes over, and that it keeps nothing half-way."""

import pytest
from django.core.exceptions import PermissionDenied

from editor.actions import inpaint_calls
from editor.actions.allowed_texts import allow_text
from editor.actions.errors import ActionError
from editor.actions.explorations import explore
from editor.actions.inpaint_calls import inpaint
from editor.models import Candidate, Proof
from editor.sources import FileGiven
from jobs.models import Artifact
from tests import factories

pytestmark = pytest.mark.django_db


def files(width: int = 64, height: int = 48) -> dict[str, FileGiven]:
    return {
        "image": FileGiven(factories.picture_bytes(width, height), "photo.png"),
        "mask": FileGiven(factories.mask_bytes(width, height), "mask.png"),
    }


def test_a_sample_is_sampled_again_before_it_is_filled(project, ada):
    found = explore(project=project, asked_by=ada, prompt="a red kettle", count=1, scheduler="ddim")
    sample = factories.sample(found)
    mask = FileGiven(factories.mask_bytes(64, 64), "mask.png")
    proof = inpaint(project=project, asked_by=ada, image=str(sample.id), mask=mask)
    stages = [step.stage for step in proof.job.steps.order_by("index")]
    assert stages == ["canonical", "inpaint", "gate"]


@pytest.mark.parametrize("role", ["reviewer", "admin", "stranger"])
def test_only_creatives_and_leads_may_call(project, role):
    someone = factories.person(staff=role == "admin")
    if role == "reviewer":
        project.memberships.create(user=someone, role=role)
    with pytest.raises(PermissionDenied):
        inpaint(project=project, asked_by=someone, **files())
    assert not Artifact.objects.exists()


def test_what_goes_wrong_at_the_end_leaves_no_row_behind(project, ada, monkeypatch):
    def refuse(**job):
        raise ActionError("There is no room.")

    monkeypatch.setattr(inpaint_calls, "queue_proof", refuse)
    with pytest.raises(ActionError, match="no room"):
        inpaint(project=project, asked_by=ada, **files())
    kept = [kind.objects.count() for kind in (Candidate, Proof, Artifact)]
    assert kept == [0, 0, 0]


def test_nothing_is_read_before_the_other_fields_are_checked(project, ada):
    with pytest.raises(ActionError, match="expected 0 to 4294967295"):
        inpaint(project=project, asked_by=ada, image="s3://no/where", mask="s3://no/where", seed=-1)


def test_an_upload_of_the_same_bytes_is_the_candidate_that_is_there(project, ada):
    given = files()
    first = inpaint(project=project, asked_by=ada, **given)
    second = inpaint(project=project, asked_by=ada, **given)
    assert first.candidate == second.candidate
    assert (first.revision, second.revision) == (1, 2)


def test_the_same_bytes_in_another_project_are_a_candidate_of_its_own(project, ada):
    given = files()
    first = inpaint(project=project, asked_by=ada, **given)
    other = factories.project(creative=ada)
    assert inpaint(project=other, asked_by=ada, **given).candidate != first.candidate


def test_text_that_the_project_allows_is_no_finding_of_the_gate(project, ada):
    allow_text(project=project, text="ACME", by=project.created_by)
    proof = inpaint(project=project, asked_by=ada, **files())
    assert proof.job.steps.get(stage="gate").params["allowed_text"] == ["ACME"]
