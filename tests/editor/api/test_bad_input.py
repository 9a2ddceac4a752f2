"""What the REST addresses say to input that cannot be."""

import io
import struct
import zlib
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from editor.models import Candidate
from tests import factories
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


@pytest.fixture
def render(scene, client):
    def ask(**wish):
        return client.post(f"/api/candidates/{scene.candidate.id}/renders/", wish, "json")

    return ask


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds next to nothing."""

    def chunk(name: bytes, body: bytes) -> bytes:
        checksum = zlib.crc32(name + body)
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", checksum)

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    idat = zlib.compress(b"\0" * 1000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", idat) + chunk(b"IEND", b"")
    )


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
        (png_header(60_000, 60_000), "60,000 x 60,000 pixels"),
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
        (png_header(60_000, 60_000), "60,000"),
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
