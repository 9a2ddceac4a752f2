"""Every REST address and method, by every kind of person: allowed, refused or hidden."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from rest_framework.test import APIClient, ForceAuthClientHandler

from editor.actions import claims
from editor.api.urls import urlpatterns
from editor.models import Proof
from tests import factories
from tests.editor.api import scene as scenes
from tests.editor.api.scene import ROLES, Scene

pytestmark = pytest.mark.django_db

# What anonymous, stranger, creative, reviewer, lead, admin and auditor get.
MATRIX: dict[tuple[str, str], tuple[int, int, int, int, int, int, int]] = {
    ("get", "schema"): (200, 200, 200, 200, 200, 200, 200),
    ("get", "api-docs"): (200, 200, 200, 200, 200, 200, 200),
    ("post", "api-token"): (200, 200, 200, 200, 200, 200, 200),
    ("get", "api-tokens"): (401, 200, 200, 200, 200, 200, 200),
    ("post", "api-tokens"): (401, 201, 201, 201, 201, 201, 201),
    ("delete", "api-own-token"): (401, 404, 404, 404, 200, 404, 404),
    ("post", "api-provenance"): (200, 200, 200, 200, 200, 200, 200),
    ("get", "api-notices"): (401, 200, 200, 200, 200, 200, 200),
    ("post", "api-notices-read"): (401, 200, 200, 200, 200, 200, 200),
    ("get", "api-notice-mail"): (401, 200, 200, 200, 200, 200, 200),
    ("put", "api-notice-mail"): (401, 200, 200, 200, 200, 200, 200),
    ("get", "api-recipes"): (401, 200, 200, 200, 200, 200, 200),
    ("get", "api-stages"): (401, 200, 200, 200, 200, 200, 200),
    ("get", "api-fill-costs"): (401, 200, 200, 200, 200, 200, 200),
    ("get", "api-schedulers"): (401, 200, 200, 200, 200, 200, 200),
    ("get", "api-reviews"): (401, 200, 200, 200, 200, 200, 200),
    ("get", "api-projects"): (401, 200, 200, 200, 200, 200, 200),
    ("post", "api-projects"): (401, 201, 201, 201, 201, 201, 403),
    ("get", "api-project"): (401, 404, 200, 200, 200, 200, 200),
    ("get", "api-members"): (401, 404, 200, 200, 200, 200, 200),
    ("post", "api-members"): (401, 404, 403, 403, 200, 200, 403),
    ("delete", "api-member"): (401, 404, 403, 403, 204, 204, 403),
    ("get", "api-allowed-texts"): (401, 404, 200, 200, 200, 200, 200),
    ("post", "api-allowed-texts"): (401, 404, 403, 403, 201, 201, 403),
    ("delete", "api-allowed-text"): (401, 404, 403, 403, 200, 200, 403),
    ("get", "api-publication-formats"): (401, 404, 200, 200, 200, 200, 200),
    ("post", "api-publication-formats"): (401, 404, 403, 403, 201, 201, 403),
    ("delete", "api-publication-format"): (401, 404, 403, 403, 204, 204, 403),
    ("get", "api-webhooks"): (401, 404, 403, 403, 200, 200, 403),
    ("post", "api-webhooks"): (401, 404, 403, 403, 201, 201, 403),
    ("put", "api-webhook"): (401, 404, 403, 403, 200, 200, 403),
    ("delete", "api-webhook"): (401, 404, 403, 403, 204, 204, 403),
    ("post", "api-webhook-secret"): (401, 404, 403, 403, 200, 200, 403),
    ("post", "api-webhook-ping"): (401, 404, 403, 403, 201, 201, 403),
    ("get", "api-webhook-messages"): (401, 404, 403, 403, 200, 200, 403),
    ("post", "api-webhook-again"): (401, 404, 403, 403, 200, 200, 403),
    ("get", "api-marks"): (401, 404, 200, 200, 200, 200, 200),
    ("post", "api-marks"): (401, 404, 403, 403, 201, 201, 403),
    ("delete", "api-mark"): (401, 404, 403, 403, 204, 204, 403),
    ("get", "api-gate-profile"): (401, 404, 200, 200, 200, 200, 200),
    ("put", "api-gate-profile"): (401, 404, 403, 403, 200, 200, 403),
    ("get", "api-target"): (401, 404, 200, 200, 200, 200, 200),
    ("put", "api-target"): (401, 404, 403, 403, 200, 200, 403),
    ("delete", "api-target"): (401, 404, 403, 403, 204, 204, 403),
    ("get", "api-events"): (401, 404, 200, 200, 200, 200, 200),
    ("get", "api-jobs"): (401, 404, 200, 200, 200, 200, 200),
    ("get", "api-explorations"): (401, 404, 200, 200, 200, 200, 200),
    ("post", "api-explorations"): (401, 404, 201, 403, 201, 403, 403),
    ("post", "api-conditioning"): (401, 404, 200, 200, 200, 200, 200),
    ("get", "api-exploration"): (401, 404, 200, 200, 200, 200, 200),
    ("get", "api-sampling-reports"): (401, 404, 200, 200, 200, 200, 200),
    ("post", "api-sampling-reports"): (401, 404, 201, 403, 201, 403, 403),
    ("get", "api-sampling-report"): (401, 404, 200, 200, 200, 200, 200),
    ("get", "api-candidates"): (401, 404, 200, 200, 200, 200, 200),
    ("post", "api-candidates"): (401, 404, 201, 403, 201, 403, 403),
    ("post", "api-inpaint"): (401, 404, 202, 403, 202, 403, 403),
    ("get", "api-artifact"): (401, 404, 200, 200, 200, 200, 200),
    ("post", "api-artifact-links"): (401, 404, 201, 201, 201, 201, 201),
    ("get", "api-candidate"): (401, 404, 200, 200, 200, 200, 200),
    ("put", "api-pick"): (401, 404, 200, 403, 200, 403, 403),
    ("delete", "api-pick"): (401, 404, 200, 403, 200, 403, 403),
    ("put", "api-mask"): (401, 404, 200, 403, 200, 403, 403),
    ("delete", "api-mask"): (401, 404, 200, 403, 200, 403, 403),
    ("get", "api-letters"): (401, 404, 200, 200, 200, 200, 200),
    ("put", "api-letters"): (401, 404, 200, 403, 200, 403, 403),
    ("post", "api-edits"): (401, 404, 201, 403, 201, 403, 403),
    ("get", "api-plan"): (401, 404, 200, 200, 200, 200, 200),
    ("get", "api-renders"): (401, 404, 200, 200, 200, 200, 200),
    ("post", "api-renders"): (401, 404, 201, 403, 201, 403, 403),
    ("get", "api-job"): (401, 404, 200, 200, 200, 200, 200),
    ("post", "api-job-cancel"): (401, 404, 200, 403, 200, 403, 403),
    ("post", "api-job-retry"): (401, 404, 200, 403, 200, 403, 403),
    ("get", "api-job-record"): (401, 404, 200, 200, 200, 200, 200),
    ("get", "api-replays"): (401, 404, 200, 200, 200, 200, 200),
    ("post", "api-replays"): (401, 404, 403, 403, 403, 201, 403),
    ("get", "api-replay"): (401, 404, 200, 200, 200, 200, 200),
    ("get", "api-record-comparison"): (401, 404, 200, 200, 200, 200, 200),
    ("get", "api-proof"): (401, 404, 200, 200, 200, 200, 200),
    ("get", "api-gate"): (401, 404, 200, 200, 200, 200, 200),
    ("get", "api-waivers"): (401, 404, 200, 200, 200, 200, 200),
    ("post", "api-waivers"): (401, 404, 403, 201, 201, 403, 403),
    ("post", "api-review"): (401, 404, 403, 201, 201, 403, 403),
    ("put", "api-claim"): (401, 404, 403, 200, 200, 403, 403),
    ("delete", "api-claim"): (401, 404, 403, 200, 200, 403, 403),
    ("get", "api-threads"): (401, 404, 200, 200, 200, 200, 200),
    ("post", "api-threads"): (401, 404, 201, 201, 201, 403, 403),
    ("put", "api-thread"): (401, 404, 200, 200, 200, 403, 403),
    ("post", "api-comments"): (401, 404, 201, 201, 201, 403, 403),
    ("delete", "api-comment"): (401, 404, 400, 200, 400, 403, 403),
    ("get", "api-story"): (401, 404, 200, 200, 200, 200, 200),
    ("get", "api-publication"): (401, 404, 200, 200, 200, 200, 200),
    ("post", "api-publication"): (401, 404, 201, 201, 201, 403, 403),
    ("post", "api-withdrawal"): (401, 404, 403, 201, 201, 201, 403),
    ("get", "api-audit-proofs"): (401, 403, 403, 403, 403, 200, 200),
    ("get", "api-ledger"): (401, 403, 403, 403, 403, 200, 200),
    ("get", "api-ledger-heads"): (401, 403, 403, 403, 403, 200, 200),
    ("get", "api-ledger-state"): (401, 403, 403, 403, 403, 200, 200),
    ("get", "api-ledger-export"): (401, 403, 403, 403, 403, 200, 200),
    ("get", "api-archive"): (401, 403, 403, 403, 403, 200, 200),
}


def body(method: str, name: str, scene: Scene) -> dict:
    """What the address takes, so that only access can refuse it."""
    bodies = {
        ("post", "api-token"): {"data": {"username": "stranger", "password": factories.PASSWORD}},
        ("post", "api-projects"): {"data": {"name": "Another"}},
        ("post", "api-notices-read"): {"data": {"until": 1}},
        ("put", "api-notice-mail"): {"data": {"on": True, "kinds": []}, "format": "json"},
        ("post", "api-tokens"): {"data": {"name": "Nightly export", "scopes": ["write"]}},
        ("post", "api-members"): {"data": {"username": "stranger", "role": "creative"}},
        ("post", "api-allowed-texts"): {"data": {"text": "Acme"}},
        ("post", "api-provenance"): {
            "data": {"file": SimpleUploadedFile("found.txt", b"words")},
            "format": "multipart",
        },
        ("post", "api-publication-formats"): {"data": {"format": "jpeg", "longest_side": 800}},
        ("post", "api-withdrawal"): {"data": {"reason": "error"}},
        ("post", "api-webhooks"): {
            "data": {"url": "https://8.8.8.8/hooks", "events": ["gate.finished"]}
        },
        ("put", "api-webhook"): {
            "data": {"events": ["gate.finished"], "on": True},
            "format": "json",
        },
        ("post", "api-candidates"): {
            "data": {"file": SimpleUploadedFile("photo.png", factories.picture_bytes())},
            "format": "multipart",
        },
        ("post", "api-marks"): {
            "data": {
                "name": "Studio mark",
                "file": SimpleUploadedFile("logo.png", factories.mark_bytes(seed=9)),
            },
            "format": "multipart",
        },
        ("post", "api-inpaint"): {
            "data": {"image": str(scene.candidate.id), "mask": str(scene.candidate.id)}
        },
        ("post", "api-explorations"): {"data": {"prompt": "a red vase", "count": 2}},
        ("post", "api-conditioning"): {"data": {"prompt": "a red vase"}},
        ("post", "api-sampling-reports"): {"data": {"prompts": ["a red vase"], "count": 2}},
        ("put", "api-gate-profile"): {"data": {"name": "strict"}, "format": "json"},
        ("put", "api-target"): {"data": {"look": "warm"}, "format": "json"},
        ("put", "api-mask"): {"data": factories.mask_bytes(), "content_type": "image/png"},
        ("get", "api-record-comparison"): {
            "data": {"one": scene.waiting.job_id, "other": scene.approved.job_id}
        },
        ("post", "api-edits"): {
            "data": {"mask": SimpleUploadedFile("mask.png", factories.mask_bytes())},
            "format": "multipart",
        },
        ("get", "api-plan"): {"data": {"recipe": "publish"}},
        ("post", "api-renders"): {"data": {"recipe": "publish"}},
        ("post", "api-threads"): {"data": {"text": "A seam.", "place": {"x": 0.5, "y": 0.5}}},
        ("put", "api-thread"): {"data": {"resolved": True}, "format": "json"},
        ("post", "api-comments"): {"data": {"text": "Where?"}},
        ("post", "api-waivers"): {
            "data": {
                "check": "seam",
                "box": [0, 0, 8, 8],
                "reason": "It is in the original.",
                "digest": scene.failed.job.result_id,
            }
        },
        ("post", "api-review"): {
            "data": {"verdict": "approved", "digest": scene.waiting.job.result_id}
        },
    }
    given = bodies.get((method, name), {})
    if "data" in given and method == "post":
        given.setdefault("format", "json")
    return given


def address(method: str, name: str, scene: Scene) -> str:
    """The address in the scene."""
    route = next(route for route in urlpatterns if route.name == name)
    jobs = {
        "api-job-cancel": scene.queued_job,
        "api-job-retry": scene.failed_job,
        "api-replays": scene.finished_job,
        "api-replay": scene.replay,
        "api-sampling-report": scene.sampling_report,
    }
    if name in {"api-thread", "api-comments", "api-comment"}:
        thread = scene.thread()
        talk = {"thread_id": thread.id, "comment_id": thread.comments.get().id}
    else:
        talk = {}
    if name.startswith("api-webhook"):
        message = scene.webhook_message()
        talk = {"webhook_id": message.webhook_id, "message_id": message.id}
    known = {
        **talk,
        "project_id": scene.project.id,
        "exploration_id": scene.exploration.id,
        "candidate_id": scene.candidate.id,
        "proof_id": proof_of(method, name, scene).id,
        "slug": scene.publication().slug if name in {"api-withdrawal", "api-archive"} else "",
        "format_id": scene.format().id,
        "job_id": jobs[name]().id if name in jobs else scene.waiting.job_id,
        "digest": scene.candidate.picture_id,
        "allowed_text_id": factories.allowed_text(scene.project).id,
        "username": "maker",
        "mark_id": scene.mark.id,
        "token_id": scene.token().id,
    }
    return reverse(name, kwargs={key: known[key] for key in route.pattern.converters})


def proof_of(method: str, name: str, scene: Scene) -> Proof:
    """The approved proof to publish, one that is published, or the one that waits."""
    if (method, name) == ("get", "api-publication"):
        return scene.publication().proof
    proofs = {"api-publication": scene.approved, "api-waivers": scene.failed}
    return proofs.get(name, scene.waiting)


def test_no_address_and_no_method_is_missing_from_the_matrix():
    offered = {
        (method, route.name)
        for route in urlpatterns
        for method in ("get", "post", "put", "patch", "delete")
        if hasattr(route.callback.view_class, method)
    }
    assert offered == set(MATRIX)


def test_each_person_gets_what_the_matrix_says():
    scene, handler = scenes.build(), ForceAuthClientHandler(enforce_csrf_checks=False)

    def got(role: str, method: str, name: str, path: str) -> int:
        """The answer's status, with everything that asking wrote taken back."""
        cache.clear()
        point = transaction.savepoint()
        if (method, name) == ("delete", "api-claim"):
            claims.claim(proof=scene.waiting, by=scene.people["reviewer"])
        client = APIClient()
        client.handler = handler  # each client would load all middleware anew
        client.force_authenticate(scene.people.get(role))
        answer = getattr(client, method)(path, **body(method, name, scene))
        transaction.savepoint_rollback(point)
        return answer.status_code

    def answers(method: str, name: str) -> tuple[int, ...]:
        """What each of them gets at one address, with what stands there taken away again."""
        point = transaction.savepoint()
        path = address(method, name, scene)
        found = tuple(got(role, method, name, path) for role in ROLES)
        transaction.savepoint_rollback(point)
        return found

    found = {row: answers(*row) for row in MATRIX}
    assert found == MATRIX


def rows() -> list[str]:
    """The matrix as the table in the documentation shows it."""
    words = {400: "refused", 401: "sign in", 403: "no", 404: "hidden"}
    paths = {route.name: "/api/" + shown(str(route.pattern)) for route in urlpatterns}
    return [
        f"| {method.upper()} `{paths[name]}` | "
        + " | ".join(words.get(code, "yes") for code in codes)
        + " |"
        for (method, name), codes in MATRIX.items()
    ]


def shown(pattern: str) -> str:
    return re.sub(r"<\w+:(?:\w+_)?(id|digest|username|slug)>", r"{\1}", pattern)


def test_the_documentation_holds_the_matrix():
    documented = (Path(__file__).parents[3] / "docs" / "api.md").read_text(encoding="utf-8")
    table = documented.split("|---|---|---|---|---|---|---|---|\n")[1]
    assert table.strip().splitlines() == rows()
