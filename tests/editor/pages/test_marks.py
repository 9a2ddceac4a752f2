"""The page of a project's registered marks."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests import factories


@pytest.fixture
def page(scene):
    return reverse("project-marks", args=[scene.project.id])


def logo(data=None):
    return SimpleUploadedFile("logo.png", factories.mark_bytes(seed=5) if data is None else data)


def test_a_lead_registers_a_mark_and_sees_it(page, scene, signed_in):
    answer = signed_in("lead").post(page, {"name": "Winter logo", "file": logo()}, follow=True)
    assert "Winter logo is looked for from now on." in answer.text
    mark = scene.project.marks.get(name="Winter logo")
    assert mark.picture_id in answer.text


def test_a_marks_thumbnail_opens_for_members(scene, signed_in):
    address = reverse("thumbnail", args=[scene.project.id, scene.mark.picture_id])
    assert signed_in("reviewer").get(address).status_code == 200


def test_what_is_refused_stands_beside_its_field(page, signed_in):
    answer = signed_in("lead").post(page, {"name": "", "file": logo(b"text")})
    assert answer.status_code == 400
    assert "id_name-fault" in answer.text
    answer = signed_in("lead").post(page, {"name": "Winter", "file": logo(b"text")})
    assert answer.status_code == 400
    assert "id_file-fault" in answer.text


def test_a_creative_sees_the_marks_and_may_not_change_them(page, scene, signed_in):
    shown = signed_in("creative").get(page)
    assert scene.mark.name in shown.text
    assert "Register a mark" not in shown.text
    assert signed_in("creative").post(page, {"name": "x", "file": logo()}).status_code == 403
    address = reverse("mark-remove", args=[scene.project.id, scene.mark.id])
    assert signed_in("creative").post(address).status_code == 403


def test_a_lead_removes_a_mark_after_saying_so_twice(page, scene, signed_in):
    assert f"Remove {scene.mark.name}" in signed_in("lead").get(page).text
    address = reverse("mark-remove", args=[scene.project.id, scene.mark.id])
    answer = signed_in("lead").post(address, follow=True)
    assert "no longer looked for" in answer.text
    assert "No marks yet" in answer.text


def test_another_projects_mark_cannot_be_removed_here(scene, signed_in):
    other = factories.mark(factories.project("Elsewhere"))
    address = reverse("mark-remove", args=[scene.project.id, other.id])
    assert signed_in("lead").post(address).status_code == 404
