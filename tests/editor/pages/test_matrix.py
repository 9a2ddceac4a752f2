"""Every page's address and method, by every kind of person: opened, refused or hidden."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache as once
from functools import partial
from pathlib import Path
from typing import TypeVar

from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse

from editor import picture_links
from editor.actions import claims
from editor.actions.invitations import invite
from editor.actions.picture_links import make_picture_link
from editor.invitation_links import signed
from editor.notices import links
from editor.pages.urls import urlpatterns
from tests.editor.api.scene import ROLES, Scene
from tests.editor.pages import test_matrix_of_sockets

Answer = TypeVar("Answer")

SIGN_IN, HIDDEN, NO, YES = "sign in", "hidden", "no", "yes"

# What anonymous, stranger, creative, reviewer, lead, admin and auditor get.
ANYONE = (YES,) * 7
SIGNED_IN = (SIGN_IN, YES, YES, YES, YES, YES, YES)
BEGINNERS = (SIGN_IN, YES, YES, YES, YES, YES, NO)
MEMBERS = (SIGN_IN, HIDDEN, YES, YES, YES, YES, YES)
MAKERS = (SIGN_IN, HIDDEN, YES, NO, YES, NO, NO)
REVIEWERS = (SIGN_IN, HIDDEN, NO, YES, YES, NO, NO)
TALKERS = (SIGN_IN, HIDDEN, YES, YES, YES, NO, NO)
MANAGERS = (SIGN_IN, HIDDEN, NO, NO, YES, YES, NO)
REPLAYERS = (SIGN_IN, HIDDEN, NO, NO, NO, YES, NO)
ADMINS = (SIGN_IN, NO, NO, NO, NO, YES, NO)
AUDITORS = (SIGN_IN, NO, NO, NO, NO, YES, YES)
NOT_THERE = (SIGN_IN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN)
"""What the scene has none of: a sample's preview, an example of the gate's calibration."""

MATRIX: dict[tuple[str, str], tuple[str, str, str, str, str, str, str]] = {
    ("get", "projects"): SIGNED_IN,
    ("get", "sign-in"): ANYONE,
    ("post", "sign-in"): ANYONE,
    ("get", "sso-begin"): (HIDDEN,) * 7,
    ("get", "sso-return"): (HIDDEN,) * 7,
    ("get", "sign-in-code"): ANYONE,
    ("post", "sign-in-code"): ANYONE,
    ("post", "sign-out"): ANYONE,
    ("get", "account"): SIGNED_IN,
    ("post", "account"): SIGNED_IN,
    ("post", "account-mail"): SIGNED_IN,
    ("get", "password"): SIGNED_IN,
    ("post", "password"): SIGNED_IN,
    ("get", "second-factor"): SIGNED_IN,
    ("post", "second-factor"): SIGNED_IN,
    ("post", "sessions-end"): SIGNED_IN,
    ("get", "password-forgotten"): ANYONE,
    ("post", "password-forgotten"): ANYONE,
    ("get", "password-choose"): ANYONE,
    ("post", "password-choose"): ANYONE,
    ("get", "project-new"): BEGINNERS,
    ("post", "project-new"): BEGINNERS,
    ("get", "project"): MEMBERS,
    ("post", "project"): MAKERS,
    ("get", "explore"): MAKERS,
    ("post", "explore"): MAKERS,
    ("get", "exploration"): MEMBERS,
    ("get", "project-members"): MEMBERS,
    ("post", "project-members"): MANAGERS,
    ("post", "project-invitations"): MANAGERS,
    ("post", "invitation-revoke"): MANAGERS,
    ("get", "invitation"): ANYONE,
    ("post", "invitation"): (YES, YES, YES, YES, YES, YES, NO),
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
    ("get", "project-webhooks"): MANAGERS,
    ("post", "project-webhooks"): MANAGERS,
    ("get", "webhook"): MANAGERS,
    ("post", "webhook"): MANAGERS,
    ("post", "webhook-secret"): MANAGERS,
    ("post", "webhook-ping"): MANAGERS,
    ("post", "webhook-remove"): MANAGERS,
    ("post", "webhook-again"): MANAGERS,
    ("get", "sampling-reports"): MEMBERS,
    ("post", "sampling-reports"): MAKERS,
    ("get", "sampling-report"): MEMBERS,
    ("get", "artifact"): MEMBERS,
    ("get", "thumbnail"): MEMBERS,
    ("get", "artifact-link"): MEMBERS,
    ("post", "artifact-link"): MEMBERS,
    ("get", "picture-link"): ANYONE,
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
    ("get", "proof-story"): MEMBERS,
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
    ("post", "publication-withdraw"): (SIGN_IN, HIDDEN, NO, YES, YES, YES, NO),
    ("get", "notices"): SIGNED_IN,
    ("post", "notices-read"): SIGNED_IN,
    ("get", "notice-stop"): ANYONE,
    ("post", "notice-stop"): ANYONE,
    ("get", "provenance"): ANYONE,
    ("post", "provenance"): ANYONE,
    ("get", "audit"): AUDITORS,
    ("get", "publication-archive"): AUDITORS,
    ("get", "ledger"): AUDITORS,
    ("post", "ledger"): AUDITORS,
    ("get", "ledger-export"): AUDITORS,
    ("post", "ledger-head"): ADMINS,
}
QUERIES = {"record-comparison": "?one={job_id}"}


def known(name: str, scene: Scene) -> dict[str, Callable[[], object]]:
    """What the address of a page may be filled with, made when it is asked for."""
    jobs = {
        "job-cancel": scene.queued_job,
        "job-retry": scene.failed_job,
        "job-replay": scene.finished_job,
        "replay": scene.replay,
        "sampling-report": scene.sampling_report,
    }
    lead = scene.people["lead"]
    exploring = name in {"previews", "preview"}
    usual = scene.exploration.job_id if exploring else scene.waiting.job_id
    published = once(scene.publication)
    thread = once(scene.thread)
    message = once(scene.webhook_message)
    invitation = once(
        lambda: invite(project=scene.project, email="new@example.com", role="creative", by=lead)
    )
    links_to = {
        "picture-link": lambda: picture_links.signed(
            make_picture_link(project=scene.project, digest=scene.candidate.picture_id, by=lead)
        ),
        "invitation": lambda: signed(invitation()),
    }
    return {
        "uidb64": lambda: "MQ",
        "token": lambda: "a-b",
        "target": lambda: "warm",
        "version": lambda: 1,
        "project_id": lambda: scene.project.id,
        "exploration_id": lambda: scene.exploration.id,
        "candidate_id": lambda: scene.candidate.id,
        "proof_id": lambda: (scene.approved if name == "proof-publish" else scene.waiting).id,
        "job_id": lambda: jobs[name]().id if name in jobs else usual,
        "digest": lambda: scene.candidate.picture_id,
        "mark_id": lambda: scene.mark.id,
        "format_id": lambda: scene.format().id,
        "thread_id": lambda: thread().id,
        "comment_id": lambda: thread().comments.get().id,
        "slug": lambda: published().slug,
        "name": lambda: published().files.get().name if "publication" in name else "sample.000",
        "link": links_to.get(name, lambda: links.signed(lead)),
        "invitation_id": lambda: invitation().id,
        "webhook_id": lambda: message().webhook_id,
        "message_id": lambda: message().id,
    }


def address(name: str, scene: Scene) -> str:
    """The address of a page in the scene."""
    if name == "proof-release":
        claims.claim(proof=scene.waiting, by=scene.people["reviewer"])
    route = next(route for route in urlpatterns if route.name == name)
    values = known(name, scene)
    path = reverse(name, kwargs={key: values[key]() for key in route.pattern.converters})
    return path + QUERIES.get(name, "").format(job_id=scene.waiting.job_id)


def word(answer: HttpResponse) -> str:
    """What a person got; a form that was sent empty is refused by its page, not by access."""
    if answer.status_code == 302 and answer["Location"].startswith("/sign-in/?next="):
        return SIGN_IN
    return {200: YES, 302: YES, 400: YES, 403: NO, 404: HIDDEN, 410: YES}.get(
        answer.status_code, str(answer.status_code)
    )


def undone(ask: Callable[[], Answer]) -> Answer:
    """What is answered, with everything that asking wrote taken back: a scene serves every row."""
    cache.clear()
    point = transaction.savepoint()
    try:
        return ask()
    finally:
        transaction.savepoint_rollback(point)


def test_no_page_and_no_method_is_missing_from_the_matrix(scene, signed_in):
    def offered(name: str) -> set[str]:
        # Whoever is signed in is led on from where people sign in.
        visitor = "anonymous" if name == "sign-in" else "lead"
        answer = signed_in(visitor).options(address(name, scene))
        # Django's own sign-in says that it takes PUT, and treats it as POST.
        methods = {method.strip().lower() for method in answer["Allow"].split(",")}
        return methods - {"head", "options", "put"}

    told = {route.name: undone(partial(offered, route.name)) for route in urlpatterns}
    assert told == {name: {method for method, page in MATRIX if page == name} for name in told}


def test_each_person_gets_what_the_matrix_says(scene, signed_in):
    def got(role: str, method: str, name: str) -> str:
        return word(getattr(signed_in(role), method)(address(name, scene)))

    found = {row: tuple(undone(partial(got, role, *row)) for role in ROLES) for row in MATRIX}
    assert found == MATRIX


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
    table = documented.split("|---|---|---|---|---|---|---|---|\n")[1]
    assert table.strip().splitlines() == [*rows(), *test_matrix_of_sockets.rows()]
