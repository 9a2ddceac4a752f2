"""Every page's address and method, by every kind of person: opened, refused or hidden."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse

from editor import access
from editor.actions import claims
from editor.pages.urls import urlpatterns
from tests.editor.api.scene import ROLES, Scene

SIGN_IN, HIDDEN, NO, YES = "sign in", "hidden", "no", "yes"

# What anonymous, stranger, creative, reviewer, lead and admin get.
ANYONE = (YES,) * 6
SIGNED_IN = (SIGN_IN, YES, YES, YES, YES, YES)
MEMBERS = (SIGN_IN, HIDDEN, YES, YES, YES, YES)
MAKERS = (SIGN_IN, HIDDEN, YES, NO, YES, NO)
REVIEWERS = (SIGN_IN, HIDDEN, NO, YES, YES, NO)
TALKERS = (SIGN_IN, HIDDEN, YES, YES, YES, NO)
MANAGERS = (SIGN_IN, HIDDEN, NO, NO, YES, YES)
REPLAYERS = (SIGN_IN, HIDDEN, NO, NO, NO, YES)
ADMINS = (SIGN_IN, NO, NO, NO, NO, YES)
NOT_THERE = (SIGN_IN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN)
"""What the scene has none of: a sample's preview, an example of the gate's calibration."""

MATRIX: dict[tuple[str, str], tuple[str, str, str, str, str, str]] = {
    ("get", "projects"): SIGNED_IN,
    ("get", "sign-in"): ANYONE,
    ("post", "sign-in"): ANYONE,
    ("post", "sign-out"): ANYONE,
    ("get", "account"): SIGNED_IN,
    ("post", "account"): SIGNED_IN,
    ("get", "project-new"): SIGNED_IN,
    ("post", "project-new"): SIGNED_IN,
    ("get", "project"): MEMBERS,
    ("post", "project"): MAKERS,
    ("get", "explore"): MAKERS,
    ("post", "explore"): MAKERS,
    ("get", "exploration"): MEMBERS,
    ("get", "project-members"): MEMBERS,
    ("post", "project-members"): MANAGERS,
    ("get", "project-marks"): MEMBERS,
    ("post", "project-marks"): MANAGERS,
    ("post", "mark-remove"): MANAGERS,
    ("get", "project-gate"): MEMBERS,
    ("post", "project-gate"): MANAGERS,
    ("get", "project-target"): MEMBERS,
    ("post", "project-target"): MANAGERS,
    ("get", "target-preview"): MEMBERS,
    ("get", "allowed-texts"): MEMBERS,
    ("post", "allowed-texts"): MANAGERS,
    ("get", "publication-formats"): MEMBERS,
    ("post", "publication-formats"): MANAGERS,
    ("post", "publication-format-remove"): MANAGERS,
    ("get", "sampling-reports"): MEMBERS,
    ("post", "sampling-reports"): MAKERS,
    ("get", "sampling-report"): MEMBERS,
    ("get", "artifact"): MEMBERS,
    ("get", "thumbnail"): MEMBERS,
    ("get", "candidate"): MEMBERS,
    ("post", "candidate-mask"): MAKERS,
    ("get", "candidate-edit"): MAKERS,
    ("post", "candidate-pick"): MAKERS,
    ("get", "candidate-render"): MAKERS,
    ("post", "candidate-render"): MAKERS,
    ("get", "job"): MEMBERS,
    ("post", "job-cancel"): MAKERS,
    ("post", "job-retry"): MAKERS,
    ("get", "previews"): MEMBERS,
    ("get", "preview"): NOT_THERE,
    ("get", "job-stages"): MEMBERS,
    ("post", "job-replay"): REPLAYERS,
    ("get", "replay"): MEMBERS,
    ("get", "job-record"): MEMBERS,
    ("get", "job-record-json"): MEMBERS,
    ("get", "record-comparison"): MEMBERS,
    ("get", "proof"): MEMBERS,
    ("post", "proof-review"): REVIEWERS,
    ("post", "proof-claim"): REVIEWERS,
    ("post", "proof-release"): REVIEWERS,
    ("post", "proof-threads"): TALKERS,
    ("post", "thread"): TALKERS,
    ("post", "comment-withdraw"): TALKERS,
    ("post", "proof-publish"): TALKERS,
    ("get", "proof-download"): MEMBERS,
    ("post", "proof-waive"): REVIEWERS,
    ("get", "gate-calibration"): SIGNED_IN,
    ("post", "gate-calibration"): ADMINS,
    ("get", "gate-example"): NOT_THERE,
    ("get", "reviews"): SIGNED_IN,
    ("get", "publication"): ANYONE,
    ("get", "publication-picture"): ANYONE,
    ("get", "publication-file"): ANYONE,
    ("post", "publication-withdraw"): (SIGN_IN, HIDDEN, NO, YES, YES, YES),
    ("get", "provenance"): ANYONE,
    ("post", "provenance"): ANYONE,
    ("get", "audit"): ADMINS,
    ("get", "ledger"): ADMINS,
    ("post", "ledger"): ADMINS,
    ("get", "ledger-export"): ADMINS,
    ("post", "ledger-head"): ADMINS,
}
QUERIES = {"record-comparison": "?one={job_id}"}


def known(name: str, scene: Scene) -> dict[str, object]:
    """What the address of a page is filled with."""
    jobs = {
        "job-cancel": scene.queued_job,
        "job-retry": scene.failed_job,
        "job-replay": scene.finished_job,
        "replay": scene.replay,
        "sampling-report": scene.sampling_report,
    }
    talk: dict[str, object] = {}
    if name in {"thread", "comment-withdraw"}:
        thread = scene.thread()
        talk = {"thread_id": thread.id, "comment_id": thread.comments.get().id}
    if name == "proof-release":
        claims.claim(proof=scene.waiting, by=scene.people["reviewer"])
    exploring = name in {"previews", "preview"}
    usual = scene.exploration.job_id if exploring else scene.waiting.job_id
    return {
        "name": "sample.000",
        **talk,
        "project_id": scene.project.id,
        "exploration_id": scene.exploration.id,
        "candidate_id": scene.candidate.id,
        "proof_id": (scene.approved if name == "proof-publish" else scene.waiting).id,
        "job_id": jobs[name]().id if name in jobs else usual,
        "digest": scene.candidate.picture_id,
        "mark_id": scene.mark.id,
        "target": "warm",
        "version": 1,
        **_published(name, scene),
        "format_id": scene.format().id,
    }


def _published(name: str, scene: Scene) -> dict[str, object]:
    if name not in {
        "publication", "publication-picture", "publication-file", "publication-withdraw",
    }:  # fmt: skip
        return {}
    made = scene.publication()
    return {"slug": made.slug, "name": made.files.get().name}


def address(name: str, scene: Scene) -> str:
    """The address of a page in the scene."""
    route = next(route for route in urlpatterns if route.name == name)
    values = known(name, scene)
    path = reverse(name, kwargs={key: values[key] for key in route.pattern.converters})
    return path + QUERIES.get(name, "").format(**values)


def word(answer: HttpResponse) -> str:
    """What a person got; a form that was sent empty is refused by its page, not by access."""
    if answer.status_code == 302 and answer["Location"].startswith("/sign-in/?next="):
        return SIGN_IN
    return {200: YES, 302: YES, 400: YES, 403: NO, 404: HIDDEN}.get(
        answer.status_code, str(answer.status_code)
    )


@pytest.mark.parametrize("name", [route.name for route in urlpatterns])
def test_no_page_and_no_method_is_missing_from_the_matrix(scene, signed_in, name):
    # Whoever is signed in is led on from where people sign in.
    visitor = "anonymous" if name == "sign-in" else "lead"
    answer = signed_in(visitor).options(address(name, scene))
    offered = {method.strip().lower() for method in answer["Allow"].split(",")}
    # Django's own sign-in says that it takes PUT, and treats it as POST.
    assert offered - {"head", "options", "put"} == {
        method for method, page in MATRIX if page == name
    }


@pytest.mark.parametrize(("method", "name"), MATRIX)
def test_each_person_gets_what_the_matrix_says(scene, signed_in, method, name):
    found = []
    for role in ROLES:
        point = transaction.savepoint()
        found.append(word(getattr(signed_in(role), method)(address(name, scene))))
        transaction.savepoint_rollback(point)
    assert dict(zip(ROLES, found, strict=True)) == dict(
        zip(ROLES, MATRIX[method, name], strict=True)
    )


def test_the_projects_events_are_told_to_its_members_alone(scene):
    told = {role: access.may_watch(scene.people[role], scene.project.stream) for role in ROLES[1:]}
    assert told == {
        "stranger": False, "creative": True, "reviewer": True, "lead": True, "admin": True,
    }  # fmt: skip


def rows() -> list[str]:
    """The matrix as the table in the documentation shows it."""
    paths = {route.name: "/" + _shown(str(route.pattern)) for route in urlpatterns}
    return [
        f"| {method.upper()} `{paths[name]}` | " + " | ".join(words) + " |"
        for (method, name), words in MATRIX.items()
    ]


def _shown(pattern: str) -> str:
    return re.sub(r"<\w+:(?:\w+_)?(\w+)>", r"{\1}", pattern)


def test_the_documentation_holds_the_matrix():
    documented = (Path(__file__).parents[3] / "docs" / "access.md").read_text(encoding="utf-8")
    table = documented.split("|---|---|---|---|---|---|---|\n")[1]
    assert table.strip().splitlines() == rows()
