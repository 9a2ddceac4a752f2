"""Who reaches which page: an owner, a teammate, a stranger, an administrator, nobody."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests import factories
from tests.editor.api import scene as scenes
from tests.editor.api.scene import Scene

MEMBERS = {"creative", "reviewer", "lead", "admin"}
EVERYONE = {*MEMBERS, "stranger"}


def addresses(scene: Scene) -> dict[str, tuple[str, set[str]]]:
    """Every page that is read, with those who may read it."""
    project, candidate, proof = scene.project, scene.candidate, scene.waiting
    digest = candidate.picture.digest
    return {
        "projects": (reverse("projects"), EVERYONE),
        "project-new": (reverse("project-new"), EVERYONE),
        "reviews": (reverse("reviews"), EVERYONE),
        "account": (reverse("account"), EVERYONE),
        "audit": (reverse("audit"), {"admin"}),
        "project": (reverse("project", args=[project.id]), MEMBERS),
        "project-members": (reverse("project-members", args=[project.id]), MEMBERS),
        "project-marks": (reverse("project-marks", args=[project.id]), MEMBERS),
        "project-target": (reverse("project-target", args=[project.id]), MEMBERS),
        "target-preview": (
            reverse("target-preview", args=[project.id, "warm", digest]),
            MEMBERS,
        ),
        "allowed-texts": (reverse("allowed-texts", args=[project.id]), MEMBERS),
        "explore": (reverse("explore", args=[project.id]), {"creative", "lead"}),
        "exploration": (reverse("exploration", args=[scene.exploration.id]), MEMBERS),
        "previews": (reverse("previews", args=[scene.exploration.job_id]), MEMBERS),
        "artifact": (reverse("artifact", args=[project.id, digest]), MEMBERS),
        "thumbnail": (reverse("thumbnail", args=[project.id, digest]), MEMBERS),
        "candidate": (reverse("candidate", args=[candidate.id]), MEMBERS),
        "candidate-render": (
            reverse("candidate-render", args=[candidate.id]),
            {"creative", "lead"},
        ),
        "candidate-edit": (
            reverse("candidate-edit", args=[candidate.id]),
            {"creative", "lead"},
        ),
        "job": (reverse("job", args=[proof.job_id]), MEMBERS),
        "job-stages": (reverse("job-stages", args=[proof.job_id]), MEMBERS),
        "job-record": (reverse("job-record", args=[proof.job_id]), MEMBERS),
        "job-record-json": (reverse("job-record-json", args=[proof.job_id]), MEMBERS),
        "sampling-reports": (reverse("sampling-reports", args=[project.id]), MEMBERS),
        "record-comparison": (f"{reverse('record-comparison')}?one={proof.job_id}", MEMBERS),
        "proof": (reverse("proof", args=[proof.id]), MEMBERS),
        "proof-download": (reverse("proof-download", args=[proof.id]), MEMBERS),
    }


PAGES = (
    "projects", "project-new", "reviews", "account", "audit", "project", "project-members",
    "artifact", "thumbnail", "candidate", "candidate-render", "candidate-edit", "job", "job-record",
    "job-record-json", "proof", "proof-download", "explore", "exploration", "previews",
    "sampling-reports", "record-comparison", "allowed-texts",
    "project-marks", "project-target", "target-preview", "job-stages",
)  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("role", scenes.ROLES)
def test_a_page_opens_for_those_who_may_read_it_and_for_nobody_else(scene, signed_in, role, name):
    address, readers = addresses(scene)[name]
    answer = signed_in(role).get(address)
    if role == "anonymous":
        assert answer.status_code == 302
        assert answer["Location"].startswith("/sign-in/")
    elif role in readers:
        assert answer.status_code == 200
    else:
        refused = name == "audit" or role != "stranger"
        assert answer.status_code == (403 if refused else 404)


@pytest.mark.parametrize(
    ("name", "doers"),
    [
        ("allowed-texts", {"lead", "admin"}),
        ("project-target", {"lead", "admin"}),
        ("candidate-mask", {"creative", "lead"}),
        ("candidate-pick", {"creative", "lead"}),
        ("explore", {"creative", "lead"}),
        ("job-cancel", {"creative", "lead"}),
        ("job-retry", {"creative", "lead"}),
        ("proof-review", {"reviewer", "lead"}),
        ("proof-publish", {"creative", "reviewer", "lead"}),
    ],
)
@pytest.mark.parametrize("role", scenes.ROLES)
def test_a_deed_is_refused_to_those_whose_role_does_not_allow_it(
    scene, signed_in, role, name, doers
):
    of = {
        "allowed-texts": scene.project.id,
        "project-target": scene.project.id,
        "candidate-mask": scene.candidate.id,
        "candidate-pick": scene.candidate.id,
        "explore": scene.project.id,
        "job-cancel": scene.waiting.job_id,
        "job-retry": scene.waiting.job_id,
        "proof-review": scene.waiting.id,
        "proof-publish": scene.waiting.id,
    }
    answer = signed_in(role).post(reverse(name, args=[of[name]]))
    expected = {"anonymous": {302}, "stranger": {404}}.get(role, {403})
    assert answer.status_code in ({200, 302, 400} if role in doers else expected)
    if role == "anonymous":
        assert answer["Location"].startswith("/sign-in/")


def test_a_deed_cannot_be_done_by_following_a_link(scene, signed_in):
    client = signed_in("lead")
    for name, of in (("proof-publish", scene.approved.id), ("job-cancel", scene.waiting.job_id)):
        assert client.get(reverse(name, args=[of])).status_code == 405


def test_an_artifact_of_another_project_is_not_there(scene, signed_in):
    other = factories.project("Other", lead=scene.people["stranger"])
    address = reverse("artifact", args=[other.id, scene.candidate.picture.digest])
    assert signed_in("stranger").get(address).status_code == 404
