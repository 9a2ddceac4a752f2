"""What the REST addresses say to requests and values that cannot be."""

from uuid import uuid4

import pytest

from editor.models import Candidate
from tests.editor.api import scene as scenes

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return scenes.build()


@pytest.fixture
def client(scene):
    return scene.client("creative")


@pytest.fixture
def render(scene, client):
    def ask(**wish):
        return client.post(f"/api/candidates/{scene.candidate.id}/renders/", wish, "json")

    return ask


def test_json_where_a_form_is_expected_is_the_wrong_type(scene, client):
    response = client.post(f"/api/projects/{scene.project.id}/candidates/", {}, format="json")
    assert response.status_code == 415


def test_a_body_without_a_length_is_refused(client):
    response = client.post("/api/projects/", {}, "json", HTTP_TRANSFER_ENCODING="chunked")
    assert response.status_code == 411


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b"nope", b'{"name": ', b"[" * 100_000])
def test_json_that_cannot_be_read_is_refused(client, body):
    response = client.post("/api/projects/", body, content_type="application/json")
    assert response.status_code == 400
    assert response.json()["detail"]


@pytest.mark.parametrize("body", [[], "x", 7, None])
def test_json_of_the_wrong_shape_is_refused(client, body):
    response = client.post("/api/projects/", body, format="json")
    assert response.status_code == 400


def test_a_huge_json_body_is_refused_before_it_is_read(client):
    response = client.post("/api/projects/", {"name": "x" * 2_000_000}, format="json")
    assert response.status_code == 413


@pytest.mark.parametrize(
    ("wish", "field", "words"),
    [
        ({}, "recipe", "either a recipe's name or its text"),
        ({"recipe": "publish", "recipe_text": "pipeline: []"}, "recipe", "either"),
        ({"recipe": "nope"}, "recipe", "choose one of publish"),
        ({"recipe": "find-text"}, "recipe", "choose one of publish"),
        ({"recipe": ["publish"]}, "recipe", "Not a valid string"),
        ({"recipe": "publish", "seed": -1}, "seed", "greater than or equal to 0"),
        ({"recipe": "publish", "seed": 2**32}, "seed", "less than or equal to"),
        ({"recipe": "publish", "seed": "many"}, "seed", "valid integer"),
        ({"recipe": "publish", "deterministic": "perhaps"}, "deterministic", "valid boolean"),
        ({"recipe": "publish", "hint": "x" * 301}, "hint", "no more than 300"),
        ({"recipe": "publish", "hint": ["sky"]}, "hint", "Not a valid string"),
        ({"recipe": "publish", "strategy": "magic"}, "strategy", "not a valid choice"),
        ({"recipe": "upscale-only", "hint": "sky"}, "hint", "fills a mask"),
        ({"recipe_text": "x" * 70_000}, "recipe_text", "no more than 65536"),
    ],
)
def test_a_render_that_cannot_be_is_refused_by_its_field(render, wish, field, words):
    response = render(**wish)
    assert response.status_code == 400
    assert response.json()["field"] == field
    assert words in response.json()["detail"]


def test_a_render_with_a_drawn_mask_needs_one(scene, render):
    Candidate.objects.update(drawn_mask=None)
    response = render(recipe="publish", use_drawn_mask=True)
    assert response.status_code == 400
    assert response.json()["field"] == "use_drawn_mask"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("pipeline:\n  - step: [", 2, ""),
        ("- step: denoise", 1, "pipeline"),
        ("pipeline: []", 1, "step"),
        ("pipeline:\n  - step: sharpen", 2, "sharpen"),
        ("pipeline:\n  - step: denoise\n    params:\n      power: 3", 4, "power"),
        ("pipeline:\n  - step: denoise\n    params:\n      strength: lots", 4, "strength"),
        ("pipeline:\n  - step: denoise\n    params:\n      strength: 45", 4, "strength"),
        ("pipeline:\n  - step: upscale\n    params: {scale: 99}", 3, "scale"),
        ("pipeline:\n  - step: inpaint", 2, "mask"),
        ("pipeline:\n  - step: !!python/object/apply:os.system [ls]", 2, ""),
    ],
)
def test_each_fault_of_a_recipe_is_told_with_its_line(render, text, line, words):
    response = render(recipe_text=text)
    assert response.status_code == 400
    answer = response.json()
    assert answer["field"] == "recipe_text"
    assert [problem["line"] for problem in answer["problems"]] == [line]
    assert words in answer["problems"][0]["message"]


def test_all_faults_of_a_recipe_are_told_at_once(render):
    text = "pipeline:\n  - step: sharpen\n  - step: denoise\n    params: {strength: 45}\n"
    problems = render(recipe_text=text).json()["problems"]
    assert [problem["line"] for problem in problems] == [2, 4]


def test_a_job_of_a_project_one_cannot_see_does_not_exist(scene):
    client = scene.client("stranger")
    for path in ("", "cancel/", "retry/", "record/"):
        send = client.get if path in {"", "record/"} else client.post
        response = send(f"/api/jobs/{scene.waiting.job_id}/{path}")
        assert response.status_code == 404
        assert response.json()["detail"] == "There is no such job."


def test_the_answer_is_the_same_for_a_job_that_never_was(scene):
    unseen = scene.client("stranger").get(f"/api/jobs/{scene.waiting.job_id}/")
    unknown = scene.client("stranger").get(f"/api/jobs/{uuid4()}/")
    assert (unseen.status_code, unseen.json()) == (unknown.status_code, unknown.json())


@pytest.mark.parametrize(
    "digest", ["0" * 64, "nope", "A" * 64, "x" * 500, "..", "%2e%2e%2fsecret_key"]
)
def test_a_digest_that_names_nothing_here_is_not_found(scene, client, digest):
    response = client.get(f"/api/projects/{scene.project.id}/artifacts/{digest}/")
    assert response.status_code == 404


@pytest.mark.parametrize("after", ["-1", "x", "9" * 30, "1.5"])
def test_an_events_number_that_is_none_is_refused(scene, client, after):
    response = client.get(f"/api/projects/{scene.project.id}/events/", {"after": after})
    assert response.status_code == 400
    assert response.json()["field"] == "after"


@pytest.mark.parametrize("cursor", ["x", "bm9uc2Vuc2U=", "cD0yMDI2", "o%3D-1"])
def test_a_cursor_that_is_none_never_breaks_the_list(scene, client, cursor):
    response = client.get(f"/api/projects/{scene.project.id}/candidates/", {"cursor": cursor})
    assert response.status_code in {200, 404}


@pytest.mark.parametrize(
    ("decision", "field"),
    [
        ({}, "verdict"),
        ({"verdict": "fine", "digest": "0" * 64}, "verdict"),
        ({"verdict": "approved"}, "digest"),
        ({"verdict": "approved", "digest": "zz"}, "digest"),
        ({"verdict": "approved", "digest": "0" * 64}, "digest"),
        ({"verdict": "rejected", "digest": "0" * 64}, "reason"),
        ({"verdict": "rejected", "digest": "0" * 64, "reason": "x" * 100_000}, "reason"),
    ],
)
def test_a_decision_that_cannot_be_is_refused_by_its_field(scene, decision, field):
    client = scene.client("reviewer")
    response = client.post(f"/api/proofs/{scene.waiting.id}/review/", decision, "json")
    assert response.status_code == 400
    assert response.json()["field"] == field
