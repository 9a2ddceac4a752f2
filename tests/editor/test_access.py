"""Who may see and do what."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404

from editor import access
from editor.permissions import REFUSALS, Permissions
from jobs.models import Artifact
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    people = {name: factories.person(name) for name in ("lead", "creative", "reviewer", "stranger")}
    people["admin"] = factories.person("admin", staff=True)
    project = factories.project(
        lead=people["lead"], creative=people["creative"], reviewer=people["reviewer"]
    )
    return project, people


@pytest.mark.parametrize("name", ["lead", "creative", "reviewer", "admin"])
def test_members_and_administrators_see_a_project(scene, name):
    project, people = scene
    assert access.project_for(people[name], project.id) == project


def test_a_project_does_not_exist_for_a_stranger(scene):
    project, people = scene
    with pytest.raises(Http404):
        access.project_for(people["stranger"], project.id)


def test_a_project_does_not_exist_for_someone_who_is_not_signed_in(scene):
    project, _ = scene
    with pytest.raises(Http404):
        access.project_for(AnonymousUser(), project.id)


def test_a_project_does_not_exist_for_a_member_whose_account_was_closed(scene):
    project, people = scene
    people["lead"].is_active = False
    with pytest.raises(Http404):
        access.project_for(people["lead"], project.id)


@pytest.mark.parametrize("bad", ["", "7", "x" * 5000, "../../etc/passwd", "\x00"])
def test_something_that_is_no_id_names_nothing(scene, bad):
    _, people = scene
    for reach in (access.project_for, access.candidate_for, access.proof_for, access.job_for):
        with pytest.raises(Http404):
            reach(people["lead"], bad)


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("creative", {"can_add", "can_render", "can_comment", "can_publish"}),
        ("reviewer", {"can_review", "can_comment", "can_publish", "can_withdraw"}),
        (
            "lead",
            {
                *("can_add", "can_render", "can_review", "can_comment"),
                *("can_publish", "can_withdraw", "can_manage"),
            },
        ),
        ("admin", {"can_withdraw", "can_manage", "can_audit", "can_replay"}),
        ("stranger", set()),
    ],
)
def test_each_role_may_do_its_own_and_no_more(scene, name, allowed):
    project, people = scene
    granted = access.permissions(people[name], project)
    assert {key for key, value in vars(granted).items() if value} == allowed


def test_what_is_not_granted_is_refused_with_the_reason(scene):
    project, people = scene
    with pytest.raises(PermissionDenied, match="Only reviewers and leads"):
        access.demand(people["creative"], project, "can_review")


def test_every_permission_has_words_for_its_refusal():
    assert set(REFUSALS) == set(vars(Permissions()))


def test_a_candidate_and_its_proof_are_hidden_with_their_project(scene):
    project, people = scene
    proof = factories.proof(factories.candidate(project))
    assert access.proof_for(people["reviewer"], proof.id) == proof
    assert access.candidate_for(people["reviewer"], proof.candidate_id) == proof.candidate
    for reach, pk in ((access.proof_for, proof.id), (access.candidate_for, proof.candidate_id)):
        with pytest.raises(Http404):
            reach(people["stranger"], pk)


def test_a_job_is_reached_through_its_projects_stream(scene):
    project, people = scene
    job = factories.job(project, by=people["creative"])
    assert access.job_for(people["reviewer"], job.id) == job
    assert access.project_of_job(job) == project
    with pytest.raises(Http404):
        access.job_for(people["stranger"], job.id)


def test_a_job_outside_every_project_is_reached_by_nobody(scene):
    project, people = scene
    job = factories.job(project, by=people["creative"])
    job.stream = "somewhere.else"
    job.save()
    with pytest.raises(Http404):
        access.job_for(people["admin"], job.id)


def test_an_artifact_opens_only_through_a_project_that_uses_it(scene):
    project, people = scene
    other = factories.project("Other", creative=people["creative"])
    candidate = factories.candidate(project)
    digest = candidate.picture_id
    assert access.artifact_for(people["creative"], project.id, digest).digest == digest
    with pytest.raises(Http404):
        access.artifact_for(people["creative"], other.id, digest)
    with pytest.raises(Http404):
        access.artifact_for(people["stranger"], project.id, digest)


def test_every_use_of_an_artifact_opens_it(scene):
    project, people = scene
    candidate = factories.candidate(project)
    candidate.drawn_mask = factories.artifact(factories.mask_bytes())
    candidate.save()
    proof = factories.proof(candidate)
    used = [
        candidate.original_id,
        candidate.picture_id,
        candidate.drawn_mask_id,
        proof.job.source_id,
        proof.job.result_id,
        proof.job.result_mask_id,
    ]
    for digest in used:
        assert access.artifact_for(people["reviewer"], project.id, digest)


def test_the_outputs_and_records_of_steps_open_too(scene):
    project, people = scene
    job = factories.job(project, by=people["creative"])
    record, output = factories.artifact(b"{}"), factories.artifact()
    step = job.steps.create(
        index=0, stage="denoise", stage_version="1", queue="imaging", params={},
        status="done", record=record,
    )  # fmt: skip
    step.outputs.create(role="picture", artifact=output)
    for digest in (record.digest, output.digest):
        assert access.artifact_for(people["creative"], project.id, digest)


def test_an_artifact_that_nothing_uses_stays_shut(scene):
    project, people = scene
    orphan = factories.artifact()
    assert Artifact.objects.filter(pk=orphan.digest).exists()
    with pytest.raises(Http404):
        access.artifact_for(people["admin"], project.id, orphan.digest)


def test_only_those_who_see_a_project_may_watch_its_events(scene):
    project, people = scene
    allowed = {name for name, user in people.items() if access.may_watch(user, project.stream)}
    assert allowed == {"lead", "creative", "reviewer", "admin"}
    assert not access.may_watch(AnonymousUser(), project.stream)


@pytest.mark.parametrize(
    "stream",
    ["", "project.", "project.x", "jobs", "project.7d0c2a4e-3d55-4c54-9a52-0d5f1f0c9b11"],
)
def test_a_stream_that_is_no_projects_is_watched_by_nobody(scene, stream):
    _, people = scene
    assert not access.may_watch(people["admin"], stream)


def test_an_exploration_and_its_samples_are_hidden_with_their_project(scene):
    project, people = scene
    exploration = factories.exploration(project)
    sample = factories.sample(exploration)
    for name in ("lead", "creative", "reviewer", "admin"):
        assert access.exploration_for(people[name], exploration.id) == exploration
        assert access.candidate_for(people[name], sample.id).exploration == exploration
    for reach, pk in (
        (access.exploration_for, exploration.id),
        (access.candidate_for, sample.id),
        (access.job_for, exploration.job_id),
    ):
        with pytest.raises(Http404):
            reach(people["stranger"], pk)


def test_a_delivered_sample_opens_before_and_after_it_is_a_candidate(scene):
    project, people = scene
    step = factories.exploration(project).job.steps.get()
    delivered = factories.artifact()
    step.outputs.create(role="sample.000", artifact=delivered, facts={})
    assert access.artifact_for(people["reviewer"], project.id, delivered.digest)
