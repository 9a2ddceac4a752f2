"""From addresses, ids and files to a proof that says where they came from."""

import numpy as np
import pytest

from editor.models import Candidate, Proof
from jobs import artifacts
from jobs.models import Job
from jobs.stages.codec import decode_plane, encode_plane
from tests import factories
from tests.editor.api.inpaint_calls.wishes import ARTICLE, BUCKET, MASK, PHOTO, file, own

pytestmark = pytest.mark.django_db


def test_the_articles_call_queues_a_render_of_the_picture_and_the_mask(objects, call):
    response = call(**ARTICLE)
    assert response.status_code == 202
    answer = response.json()
    proof = Proof.objects.get(pk=answer["proof"])
    assert answer["job"] == str(proof.job_id)
    assert answer["candidate"] == str(proof.candidate_id)
    assert response["Location"] == answer["job_address"] == f"/api/jobs/{proof.job_id}/"
    assert (proof.job.seed, proof.job.deterministic) == (12345, True)
    params = proof.job.steps.get(stage="inpaint").params
    assert params["hint"] == "replace with sky gradient, soften edges"
    assert [step.stage for step in proof.job.steps.all()] == ["inpaint", "gate"]


def test_the_answers_addresses_can_be_read(objects, scene, call):
    answer = call(**ARTICLE).json()
    for name in ("job_address", "candidate_address", "proof_address"):
        assert scene.client("reviewer").get(answer[name]).status_code == 200


def test_the_proof_says_what_was_read_from_where(objects, scene, call):
    answer = call(**ARTICLE).json()
    shown = scene.client("reviewer").get(answer["proof_address"]).json()["fetches"]
    assert shown == answer["fetches"]
    image, mask = shown
    assert (image["role"], image["address"]) == ("image", PHOTO)
    assert (mask["role"], mask["address"]) == ("mask", MASK)
    head = objects.head_object(Bucket=BUCKET, Key="photo.jpg")
    assert image["etag"] == head["ETag"].strip('"')
    original = Candidate.objects.get(pk=answer["candidate"]).original
    assert image["sha256"] == original.digest == artifacts.digest_of(artifacts.read(original.pk))


def test_the_candidate_says_where_it_came_from(objects, call):
    candidate = Candidate.objects.get(pk=call(**ARTICLE).json()["candidate"])
    assert candidate.name == "photo.jpg"
    assert candidate.notes[0] == f"Read from {PHOTO}."
    assert candidate.finding is not None


def test_the_same_bytes_are_the_same_candidate_again(objects, call):
    first, second = call(**ARTICLE).json(), call(**ARTICLE, strategy="patch").json()
    assert first["candidate"] == second["candidate"]
    assert first["proof"] != second["proof"]


def test_a_call_leaves_the_candidates_own_drawn_mask_alone(objects, scene, call):
    before = scene.candidate.drawn_mask_id
    other = np.zeros((48, 64), np.uint8)
    other[:5, :5] = 255
    mask = file(encode_plane(other))
    answer = call("multipart", image=str(scene.candidate.id), mask=mask).json()
    scene.candidate.refresh_from_db()
    assert scene.candidate.drawn_mask_id == before != answer["mask"]


def test_a_candidate_and_its_drawn_mask_are_named_by_id(scene, call):
    response = call(**own(scene))
    assert response.status_code == 202
    proof = Proof.objects.get(pk=response.json()["proof"])
    assert proof.candidate == scene.candidate
    kept = decode_plane(artifacts.read(proof.job.source_mask_id))
    assert np.array_equal(kept, decode_plane(artifacts.read(scene.candidate.drawn_mask_id)))
    assert response.json()["fetches"] == []


def test_files_may_come_along_in_a_form(call):
    data = factories.picture_bytes()
    answer = call("multipart", image=file(data, "ü.png"), mask=file(factories.mask_bytes()), seed=7)
    assert answer.status_code == 202
    candidate = Candidate.objects.get(pk=answer.json()["candidate"])
    assert (candidate.name, artifacts.read(candidate.original_id)) == ("ü.png", data)


def test_a_form_may_mix_a_file_and_an_address(objects, call):
    answer = call("multipart", image=PHOTO, mask=file(factories.mask_bytes()), deterministic="no")
    assert answer.status_code == 202
    assert [fetch["role"] for fetch in answer.json()["fetches"]] == ["image"]
    assert answer.json()["deterministic"] is False


def test_a_seed_that_is_not_given_is_drawn_and_told(scene, call):
    answer = call(**own(scene)).json()
    assert answer["seed"] == Job.objects.get(pk=answer["job"]).seed
    assert answer["seed"] != call(**own(scene)).json()["seed"]
