"""A project's target over REST."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests import factories
from tests.editor.api import scene as scenes

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return scenes.build()


@pytest.fixture
def address(scene):
    return reverse("api-target", args=[scene.project.id])


def photo(data=None):
    return SimpleUploadedFile("photo.png", factories.photo_bytes() if data is None else data)


def test_a_look_is_put_read_and_taken_back(scene, address):
    client = scene.client("lead")
    assert client.put(address, {"look": "cool"}, format="json").json()["look"] == "cool"
    assert client.get(address).json() == {"look": "cool", "picture": None}
    assert client.delete(address).status_code == 204
    assert client.get(address).json() == {"look": "", "picture": None}


def test_a_picture_is_put_as_a_form(scene, address):
    answer = scene.client("lead").put(address, {"file": photo()}, format="multipart")
    assert answer.status_code == 200
    assert answer.json()["picture"]["width"] == 96


@pytest.mark.parametrize(
    ("body", "form", "field"),
    [
        ({}, "json", "look"),
        ({"look": "sepia"}, "json", "look"),
        ({"look": 7}, "json", "look"),
        ({"file": b"text"}, "multipart", "file"),
        ({"look": "warm", "file": None}, "multipart", "look"),
    ],
)
def test_what_cannot_be_a_target_is_refused_by_its_field(scene, address, body, form, field):
    if "file" in body:
        body = {**body, "file": photo(body["file"])}
    answer = scene.client("lead").put(address, body, format=form)
    assert answer.status_code == 400
    assert field in answer.text
