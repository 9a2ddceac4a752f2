"""Pictures and masks that cannot be read or used are refused by their field."""

import io
import uuid

import pytest
from PIL import Image

from editor.models import Candidate
from tests import factories
from tests.editor.api.inpaint_calls.wishes import ARTICLE, BUCKET, PHOTO, file, own

pytestmark = pytest.mark.django_db


def plane_file(level: int) -> bytes:
    buffer = io.BytesIO()
    Image.new("L", (64, 48), level).save(buffer, "PNG")
    return buffer.getvalue()


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


def test_an_uploaded_picture_over_the_limit_is_refused_by_its_field(call, settings):
    settings.INTAKE_MAX_BYTES = 50_000
    mask = file(factories.mask_bytes())
    response = call("multipart", image=file(b"\x89PNG\r\n\x1a\n" + b"x" * 60_000), mask=mask)
    assert (response.status_code, response.json()["field"]) == (400, "image")
    assert "at most 0.1 MB" in response.json()["detail"]


def test_a_form_over_both_files_limit_is_refused_before_it_is_read(call, settings):
    settings.INTAKE_MAX_BYTES = 1000
    assert call("multipart", image=file(b"x" * 200_000)).status_code == 413
