"""The inpaint call: from addresses, ids and files to a proof, and what it refuses."""

import io
import uuid

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from editor.models import Candidate, Fetch, Proof
from jobs import artifacts
from jobs.models import Artifact, Job
from jobs.s3_addresses import folders_of
from jobs.stages.codec import decode_plane, encode_plane
from tests import factories
from tests import s3_server as servers
from tests.editor.api import scene as scenes

pytestmark = pytest.mark.django_db
BUCKET = "bucket"
PHOTO, MASK = f"s3://{BUCKET}/photo.jpg", f"s3://{BUCKET}/mask.png"
ARTICLE = {
    "image": PHOTO,
    "mask": MASK,
    "hint": "replace with sky gradient, soften edges",
    "seed": 12345,
    "deterministic": True,
}


@pytest.fixture(scope="module")
def store():
    """A server's address, and a client with the bucket."""
    with servers.s3_server() as address, servers.bucket(address, BUCKET) as client:
        yield address, client


@pytest.fixture
def allowed(settings, monkeypatch):
    """The bucket and a folder of another one may be read, where nothing answers."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", servers.KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", servers.SECRET)
    settings.JOBS_S3_SOURCES = {
        "folders": folders_of(f"{BUCKET}, others/ours"),
        "endpoint_url": "http://127.0.0.1:9",
        "region_name": servers.REGION,
    }


@pytest.fixture
def objects(allowed, store, settings):
    """A client of the bucket, which holds the article's photo and mask."""
    settings.JOBS_S3_SOURCES["endpoint_url"], client = store
    photo = factories.picture_bytes(seed=1, form="JPEG")
    client.put_object(Bucket=BUCKET, Key="photo.jpg", Body=photo)
    client.put_object(Bucket=BUCKET, Key="mask.png", Body=factories.mask_bytes())
    return client


@pytest.fixture
def scene():
    return scenes.build()


@pytest.fixture
def call(scene):
    """Send a call as the creative: JSON unless told."""

    def send(form="json", role="creative", **wish):
        address = f"/api/projects/{scene.project.id}/inpaint/"
        return scene.client(role).post(address, wish, form)

    return send


@pytest.fixture
def refused(call):
    """Send a call that must be refused and leave nothing; its status, field and words."""

    def send(form="json", **wish):
        kept = [kind.objects.count() for kind in (Candidate, Proof, Job, Artifact, Fetch)]
        response = call(form, **wish)
        assert response.status_code in {400, 404}, response.json()
        after = [kind.objects.count() for kind in (Candidate, Proof, Job, Artifact, Fetch)]
        assert after == kept
        return response.status_code, response.json()["field"], response.json()["detail"]

    return send


def own(scene, **wish):
    """A call about the scene's candidate and its drawn mask."""
    return {"image": str(scene.candidate.id), "mask": f"candidate:{scene.candidate.id}", **wish}


def file(data: bytes, name: str = "photo.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def plane_file(level: int) -> bytes:
    buffer = io.BytesIO()
    Image.new("L", (64, 48), level).save(buffer, "PNG")
    return buffer.getvalue()


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


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("s3://others/x.png", "outside the buckets and folders"),
        ("s3://others/ours2/x.png", "outside the buckets and folders"),
        ("s3://others/ours/../x.png", "'..'"),
        ("s3://others/ours/%2e%2e/x.png", "'..'"),
        (f"s3://{BUCKET.upper()}/photo.jpg", "names no bucket"),
        ("s3://", "names no bucket"),
        ("https://example.com/photo.jpg", "begin with 'https:' are not read"),
        ("http://169.254.169.254/latest/meta-data/", "begin with 'http:' are not read"),
        ("HTTPS://example.com/photo.jpg", "begin with 'https:' are not read"),
        ("file:///etc/passwd", "begin with 'file:' are not read"),
        ("data:image/png;base64,AAAA", "begin with 'data:' are not read"),
        ("gopher://x", "begin with 'gopher:' are not read"),
        ("//example.com/photo.jpg", "neither an address nor a candidate's id"),
        ("/etc/passwd", "neither an address nor a candidate's id"),
        ("candidate:1", "neither an address nor a candidate's id"),
        (" s3://bucket/photo.jpg", "neither an address nor a candidate's id"),
        ("", "is empty"),
        ("s3://bucket/" + "x" * 3000, "more than 2048 characters"),
        (7, "neither text nor a file"),
        (None, "may not be null"),
        ([PHOTO], "neither text nor a file"),
        ({"url": PHOTO}, "neither text nor a file"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("field", ["image", "mask"])
def test_an_address_that_cannot_be_read_is_refused_by_its_field(
    scene, allowed, refused, field, address, words
):
    code, named, detail = refused(**own(scene, **{field: address}))
    assert (code, named) == (400, field)
    assert words in detail


@pytest.mark.parametrize("field", ["image", "mask"])
def test_an_object_that_is_not_there_is_refused_by_its_field(objects, refused, field):
    code, named, detail = refused(**{**ARTICLE, field: f"s3://{BUCKET}/nope.jpg"})
    assert (code, named) == (400, field)
    assert "There is nothing at" in detail


def test_what_a_refused_address_held_is_not_repeated(refused):
    signed = "https://bucket.s3.amazonaws.com/a?X-Amz-Signature=hunter2"
    _, _, detail = refused(**{**ARTICLE, "image": signed})
    assert "hunter2" not in detail


def test_without_the_setting_the_refusal_names_it(refused):
    code, field, detail = refused(**ARTICLE)
    assert (code, field) == (400, "image")
    assert "IMPRIMATUR_S3_SOURCES" in detail


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "empty"),
        (b"MZ" + b"\0" * 100, "a Windows program"),
        (b"<svg onload='alert(1)'/>", "a web page or a drawing"),
        (factories.picture_bytes(form="JPEG")[:700], "breaks off"),
        (factories.picture_bytes(form="PNG")[:700], "breaks off"),
    ],
    ids=["empty", "exe", "svg", "cut JPEG", "cut PNG"],
)
@pytest.mark.parametrize("field", ["image", "mask"])
def test_an_object_that_is_no_picture_is_refused_by_its_field(objects, refused, field, body, words):
    objects.put_object(Bucket=BUCKET, Key="odd", Body=body)
    code, named, detail = refused(**{**ARTICLE, field: f"s3://{BUCKET}/odd"})
    assert (code, named) == (400, field)
    assert words in detail


@pytest.mark.parametrize("field", ["image", "mask"])
def test_an_object_that_is_too_large_is_refused_by_its_field(objects, refused, settings, field):
    settings.INTAKE_MAX_BYTES = 20_000
    objects.put_object(Bucket=BUCKET, Key="large", Body=b"x" * 20_001)
    code, named, detail = refused(**{**ARTICLE, field: f"s3://{BUCKET}/large"})
    assert (code, named) == (400, field)
    assert "more than the 0.0 MB" in detail


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (factories.mask_bytes(65, 48), "65 x 48 pixels and the picture 64 x 48"),
        (plane_file(0), "empty: paint what should be replaced"),
        (plane_file(127), "strongest pixel is 127"),
        (plane_file(255), "covers the whole picture"),
    ],
    ids=["another size", "black", "grey", "white"],
)
def test_a_mask_that_cannot_be_is_refused_and_leaves_nothing(objects, refused, body, words):
    objects.put_object(Bucket=BUCKET, Key="mask.png", Body=body)
    code, field, detail = refused(**ARTICLE)
    assert (code, field) == (400, "mask")
    assert words in detail


def test_the_picture_is_no_mask_of_itself(objects, refused):
    code, field, detail = refused(**{**ARTICLE, "mask": PHOTO})
    assert (code, field) == (400, "mask")
    assert "the picture itself" in detail


def test_a_candidate_without_a_drawn_mask_gives_none(scene, refused):
    Candidate.objects.update(drawn_mask=None)
    code, field, detail = refused(**own(scene))
    assert (code, field) == (400, "mask")
    assert "has no drawn mask" in detail


@pytest.mark.parametrize("field", ["image", "mask"])
def test_a_candidate_of_another_project_does_not_exist_here(scene, refused, field):
    seen = factories.candidate(factories.project(creative=scene.people["creative"]))
    unseen = factories.candidate(factories.project())
    told = [
        refused(**own(scene, **{field: str(one)})) for one in (seen.id, unseen.id, uuid.uuid4())
    ]
    assert told == [(404, field, "There is no such candidate in this project.")] * 3


@pytest.mark.parametrize(
    ("wish", "field", "words"),
    [
        ({"seed": -1}, "seed", "greater than or equal to 0"),
        ({"seed": 2**32}, "seed", "less than or equal to 4294967295"),
        ({"seed": "12345"}, "seed", "a whole number"),
        ({"seed": 1.5}, "seed", "a whole number"),
        ({"seed": True}, "seed", "a whole number"),
        ({"deterministic": "true"}, "deterministic", "true or false"),
        ({"deterministic": 1}, "deterministic", "true or false"),
        ({"deterministic": None}, "deterministic", "may not be null"),
        ({"hint": 5}, "hint", "Expected text"),
        ({"hint": ["sky"]}, "hint", "Expected text"),
        ({"hint": "x" * 301}, "hint", "no more than 300"),
        ({"hint": "a\x00b"}, "hint", "Null characters"),
        ({"strategy": "magic"}, "strategy", "not a valid choice"),
        ({"strategy": 1}, "strategy", "Expected text"),
        ({"hnit": "sky"}, "hnit", "did you mean 'hint'"),
        ({"recipe": "publish"}, "recipe", "There is no such field"),
        ({"endpoint_url": "http://evil"}, "endpoint_url", "There is no such field"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_its_field(scene, refused, wish, field, words):
    code, named, detail = refused(**own(scene, **wish))
    assert (code, named) == (400, field)
    assert words in detail


@pytest.mark.parametrize("field", ["image", "mask"])
def test_what_is_missing_is_named(scene, refused, field):
    wish = own(scene)
    del wish[field]
    assert refused(**wish)[:2] == (400, field)


def test_a_field_given_twice_in_a_form_is_refused(scene, refused):
    files = [file(factories.mask_bytes()), file(factories.mask_bytes())]
    code, field, detail = refused("multipart", image=str(scene.candidate.id), mask=files)
    assert (code, field) == (400, "mask")
    assert "twice" in detail


@pytest.mark.parametrize("body", [[], "x", 7])
def test_json_of_another_shape_is_refused(scene, body):
    address = f"/api/projects/{scene.project.id}/inpaint/"
    assert scene.client("creative").post(address, body, "json").status_code == 400


def test_an_uploaded_picture_over_the_limit_is_refused_by_its_field(call, settings):
    settings.INTAKE_MAX_BYTES = 50_000
    mask = file(factories.mask_bytes())
    response = call("multipart", image=file(b"\x89PNG\r\n\x1a\n" + b"x" * 60_000), mask=mask)
    assert (response.status_code, response.json()["field"]) == (400, "image")
    assert "at most 0.1 MB" in response.json()["detail"]


def test_a_form_over_both_files_limit_is_refused_before_it_is_read(call, settings):
    settings.INTAKE_MAX_BYTES = 1000
    assert call("multipart", image=file(b"x" * 200_000)).status_code == 413
