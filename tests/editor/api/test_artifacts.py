"""An artifact's bytes over REST."""

import hashlib

import pytest

from jobs import artifacts
from tests.editor.api import scene as scenes

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return scenes.build()


@pytest.fixture
def get(scene):
    def ask(digest, **headers):
        path = f"/api/projects/{scene.project.id}/artifacts/{digest}/"
        return scene.client("reviewer").get(path, headers=headers)

    return ask


def test_the_bytes_are_those_of_the_digest(scene, get):
    response = get(scene.candidate.picture_id)
    assert hashlib.sha256(response.content).hexdigest() == scene.candidate.picture_id
    assert response["Content-Type"] == "image/png"


def test_they_are_kept_by_this_browser_alone_and_never_guessed_at(scene, get):
    response = get(scene.candidate.picture_id)
    assert response["Cache-Control"].startswith("private")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["ETag"] == f'"{scene.candidate.picture_id}"'


def test_whoever_has_them_already_is_told_so(scene, get):
    response = get(scene.candidate.picture_id, if_none_match=f'"{scene.candidate.picture_id}"')
    assert response.status_code == 304
    assert response.content == b""


def test_a_client_that_asks_for_pictures_gets_one(scene, get):
    assert get(scene.candidate.picture_id, accept="image/png").status_code == 200


def test_uploaded_bytes_are_handed_back_as_a_file_never_shown(scene, get):
    response = get(scene.candidate.original_id)
    assert response["Content-Disposition"] == 'attachment; filename="photo.png"'
    assert response["Content-Type"] == "image/jpeg"


def test_a_sample_is_shown_as_a_picture(scene, get):
    response = get(scene.exploration.candidates.get().original_id)
    assert "Content-Disposition" not in response


def test_bytes_that_were_altered_on_the_disk_are_not_handed_out(scene, get):
    storage, name = artifacts.storage(), artifacts.path_of(scene.candidate.picture_id)
    storage.delete(name)
    with storage.open(name, "wb") as file:
        file.write(b"something else")
    response = get(scene.candidate.picture_id)
    assert response.status_code == 409
    assert "altered" in response.json()["detail"]
