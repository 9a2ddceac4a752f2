"""Uploads and masks that cannot be, and those that are taken in all the same."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from editor.models import Candidate
from tests import factories
from tests.claimed_sizes import png_of_size
from tests.editor.api import scene as scenes

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return scenes.build()


@pytest.fixture
def client(scene):
    return scene.client("creative")


@pytest.fixture
def upload(scene, client):
    def send(data: bytes, name: str = "photo.png"):
        file = SimpleUploadedFile("x.png", data)
        file._name = name
        return client.post(f"/api/projects/{scene.project.id}/candidates/", {"file": file})

    return send


def animated() -> bytes:
    buffer = io.BytesIO()
    frames = [Image.fromarray(factories.pixels(seed=n)) for n in range(3)]
    frames[0].save(buffer, "WEBP", save_all=True, append_images=frames[1:])
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"\x00", "1 byte"),
        (factories.picture_bytes(form="JPEG")[:700], "JPEG"),
        (png_of_size(60_000, 60_000), "60,000 x 60,000 pixels"),
        (b"MZ\x90\x00\x03" + b"\0" * 500, "not a picture"),
        (b"\x7fELF\x02\x01\x01" + b"\0" * 500, "not a picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "not a picture"),
        (animated(), "more than one frame"),
        (factories.picture_bytes(form="GIF"), "is a GIF"),
    ],
    ids=["empty", "1 byte", "cut JPEG", "bomb", "exe", "elf", "svg", "animated", "GIF"],
)
def test_a_file_that_is_no_usable_picture_is_refused_and_leaves_nothing(upload, data, words):
    before = Candidate.objects.count()
    response = upload(data)
    assert response.status_code == 400
    assert response.json()["field"] == "file"
    assert words in response.json()["detail"]
    assert Candidate.objects.count() == before


def test_a_cmyk_picture_is_taken_in_and_the_change_is_told(upload):
    buffer = io.BytesIO()
    Image.fromarray(factories.pixels()).convert("CMYK").save(buffer, "JPEG")
    response = upload(buffer.getvalue(), "print.jpg")
    assert response.status_code == 201
    assert any("CMYK" in note for note in response.json()["notes"])


def test_a_16_bit_picture_is_taken_in_and_the_change_is_told(upload):
    buffer = io.BytesIO()
    Image.new("I;16", (64, 48), 40_000).save(buffer, "PNG")
    response = upload(buffer.getvalue(), "deep.png")
    assert response.status_code == 201
    assert any("16 bit" in note for note in response.json()["notes"])


@pytest.mark.parametrize(
    "name",
    [
        "x" * 300 + ".png",
        "Zürich – «été» 夏 🎉" * 12 + ".png",
        "../../etc/passwd.png",
        "a\u202egnp.exe.png",
        "line\nbreak\x00nul.png",
        "<script>alert(1)</script>.png",
    ],
)
def test_a_file_with_an_odd_name_is_taken_in_under_a_safe_one(upload, name):
    response = upload(factories.picture_bytes(), name)
    assert response.status_code == 201
    shown = response.json()["name"]
    assert 0 < len(shown) <= 255
    assert not set(shown) & set("/\\\n\x00\u202e")


def test_an_upload_larger_than_the_limit_is_refused_before_it_is_read(upload, settings):
    settings.INTAKE_MAX_BYTES = 1000
    response = upload(b"x" * 200_000)
    assert response.status_code == 413
    assert "at most" in response.json()["detail"]


def test_a_file_a_little_over_the_limit_is_refused_by_intake(upload, settings):
    settings.INTAKE_MAX_BYTES = 1000
    response = upload(factories.picture_bytes(200, 200))
    assert response.status_code == 400 or response.status_code == 413


def test_a_form_without_a_file_names_the_field(scene, client):
    response = client.post(f"/api/projects/{scene.project.id}/candidates/", {"picture": "x"})
    assert response.status_code == 400
    assert response.json()["field"] == "file"


def test_a_broken_form_is_refused(scene, client):
    response = client.post(
        f"/api/projects/{scene.project.id}/candidates/",
        b"--nonsense",
        content_type="multipart/form-data",
    )
    assert response.status_code == 400


def plane(level: int, mode: str = "L") -> bytes:
    """A mask of the scene's picture size that is the same everywhere."""
    buffer = io.BytesIO()
    Image.new(mode, (64, 48), level).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"PNG", "not a picture"),
        (factories.mask_bytes()[:90], "breaks off"),
        (factories.mask_bytes(65, 48), "65 x 48"),
        (png_of_size(60_000, 60_000), "60,000"),
        (plane(0), "paint what should be replaced"),
        (plane(100), "strongest pixel is 100"),
        (plane(30_000, "I;16"), "strongest pixel is 117"),
        (plane(255), "covers the whole picture"),
        (plane(65_535, "I;16"), "covers the whole picture"),
        (factories.picture_bytes(form="GIF"), "is a GIF"),
    ],
    ids=[
        "nothing", "no picture", "cut", "another size", "huge", "black", "grey", "16 bit grey",
        "white", "16 bit white", "GIF",
    ],
)  # fmt: skip
def test_a_mask_that_cannot_be_is_refused_and_the_one_that_is_there_stays(
    scene, client, data, words
):
    before = scene.candidate.drawn_mask_id
    response = client.put(
        f"/api/candidates/{scene.candidate.id}/mask/", data, content_type="image/png"
    )
    assert response.status_code == 400
    assert response.json()["field"] == "mask"
    assert words in response.json()["detail"]
    scene.candidate.refresh_from_db()
    assert scene.candidate.drawn_mask_id == before


def test_a_mask_over_the_limit_is_refused_before_it_is_read(scene, client, settings):
    settings.INTAKE_MAX_BYTES = 1000
    address = f"/api/candidates/{scene.candidate.id}/mask/"
    assert client.put(address, b"x" * 1001, content_type="image/png").status_code == 413
