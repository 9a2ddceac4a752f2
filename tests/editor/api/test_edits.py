"""The edit's address: what a script or the editor sends, and what it is told when it cannot be."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from editor.models import Proof
from tests import factories
from tests.editor.api import scene as scenes
from tests.editor.letters_scene import searched

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return scenes.build()


def send(scene, **fields):
    mask = SimpleUploadedFile("mask.png", factories.mask_bytes(), "image/png")
    address = reverse("api-edits", args=[scene.candidate.id])
    return scene.client("creative").post(address, {"mask": mask, **fields}, format="multipart")


def test_an_edit_answers_with_its_proof_and_is_deterministic_unless_told(scene):
    answer = send(scene)
    assert answer.status_code == 201
    assert Proof.objects.get(pk=answer.data["id"]).job.deterministic
    other = send(scene, deterministic="false")
    assert not Proof.objects.get(pk=other.data["id"]).job.deterministic


def test_regions_come_as_json_with_the_search_that_found_them(scene):
    search = searched(scene.candidate)
    regions = json.dumps([{"id": 0, "dilation": 3}])
    assert send(scene, regions=regions, found_by=str(search.id)).status_code == 201


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("regions", "[{"),
        ("regions", '[{"id": 0, "dilation": 3}]'),
        ("strategy", "magic"),
        ("seed", "-1"),
        ("seed", "4294967296"),
        ("hint", "x" * 301),
        ("mask", SimpleUploadedFile("mask.png", factories.mask_bytes(9, 9), "image/png")),
        ("mask", SimpleUploadedFile("mask.png", b"no picture", "image/png")),
        ("mask", ""),
    ],
)
def test_what_cannot_be_names_its_field(scene, field, value):
    answer = send(scene, **{field: value})
    assert answer.status_code == 400
    assert answer.data["field"] in {field, "found_by"}
    assert len(answer.data["detail"]) > 10


def test_the_letters_of_a_search_are_told_with_their_numbers(scene):
    searched(scene.candidate)
    address = reverse("api-letters", args=[scene.candidate.id])
    answer = scene.client("creative").get(address).json()
    assert answer["status"] == "done"
    [region] = answer["regions"]
    assert (region["text"], region["dilation"], region["stroke_width"]) == ("SALE", 2.0, 3.0)
    digest = reverse("api-artifact", args=[scene.project.id, answer["labels"]])
    assert scene.client("creative").get(digest).status_code == 200
