"""The page of a project's target."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from tests import factories


@pytest.fixture
def page(scene):
    return reverse("project-target", args=[scene.project.id])


def photo(data=None):
    return SimpleUploadedFile("photo.png", factories.photo_bytes() if data is None else data)


def test_a_lead_chooses_a_look_and_sees_it_chosen(page, scene, signed_in):
    answer = signed_in("lead").post(page, {"look": "matte"}, follow=True)
    assert "Renders look matte from now on." in answer.text
    assert "data-chosen" in answer.text
    assert reverse("target-preview", args=[scene.project.id, "matte", scene.candidate.picture_id])


def test_a_lead_matches_a_picture_and_sees_its_colours(page, scene, signed_in):
    answer = signed_in("lead").post(page, {"file": photo()}, follow=True)
    scene.project.refresh_from_db()
    assert scene.project.target_picture_id in answer.text
    assert answer.text.count("<rect") == 64


def test_the_picture_to_match_opens_for_members(page, scene, signed_in):
    signed_in("lead").post(page, {"file": photo()})
    scene.project.refresh_from_db()
    digest = scene.project.target_picture_id
    for address in (
        reverse("thumbnail", args=[scene.project.id, digest]),
        reverse("target-preview", args=[scene.project.id, digest, scene.candidate.picture_id]),
    ):
        assert signed_in("reviewer").get(address).status_code == 200
        assert signed_in("stranger").get(address).status_code == 404


def test_what_is_refused_stands_beside_its_field(page, signed_in):
    answer = signed_in("lead").post(page, {"file": photo(b"text")})
    assert answer.status_code == 400
    assert "id_file-fault" in answer.text
    answer = signed_in("lead").post(page, {"look": "sepia"})
    assert answer.status_code == 400
    assert "id_look-fault" in answer.text


def test_a_lead_aims_at_nothing_again(page, scene, signed_in):
    signed_in("lead").post(page, {"look": "warm"})
    answer = signed_in("lead").post(page, {"clear": "1"}, follow=True)
    assert "No target" in answer.text


def test_a_creative_sees_the_target_and_may_not_change_it(page, signed_in):
    signed_in("lead").post(page, {"look": "warm"})
    shown = signed_in("creative").get(page)
    assert "Warm" in shown.text
    assert "Match a picture" not in shown.text


def test_a_preview_shows_another_picture_than_the_candidate(scene, signed_in):
    args = [scene.project.id, "warm", scene.candidate.picture_id]
    answer = signed_in("creative").get(reverse("target-preview", args=args))
    shown = Image.open(io.BytesIO(answer.content))
    assert shown.size == (scene.candidate.picture.width, scene.candidate.picture.height)


@pytest.mark.parametrize("target", ["sepia", "0" * 64])
def test_a_preview_of_another_target_is_not_there(scene, signed_in, target):
    args = [scene.project.id, target, scene.candidate.picture_id]
    assert signed_in("lead").get(reverse("target-preview", args=args)).status_code == 404
