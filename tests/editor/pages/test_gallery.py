"""The gallery: what it shows, and what an upload without scripts does."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from editor.models import Candidate
from jobs import progress
from tests import factories


def address(scene) -> str:
    return reverse("project", args=[scene.project.id])


def test_a_project_without_pictures_says_what_to_do(scene, signed_in):
    empty = factories.project("Empty", lead=scene.people["lead"])
    page = signed_in("lead").get(reverse("project", args=[empty.id])).content.decode()
    assert "Explore a prompt, or drop pictures here" in page


def test_a_reviewer_is_offered_no_upload(scene, signed_in):
    assert "upload-form" not in signed_in("reviewer").get(address(scene)).content.decode()


def test_a_tile_says_where_its_newest_proof_stands(scene, signed_in):
    assert "Blocked by the gate" in signed_in("creative").get(address(scene)).content.decode()


def test_the_page_names_the_last_event_that_it_already_shows(scene, signed_in):
    scene.queued_job()
    number = progress.last_number(scene.project.stream)
    page = signed_in("creative").get(address(scene)).content.decode()
    assert number > 0
    assert f'after="{number}"' in page


def test_the_grid_alone_is_what_a_live_page_fetches_again(scene, signed_in):
    page = signed_in("creative").get(address(scene), {"part": "grid"}).content.decode()
    assert "data-card" in page
    assert "<html" not in page


def test_a_refused_file_keeps_none_of_the_others_out(scene, signed_in):
    files = [
        SimpleUploadedFile("notes.png", b"no pixels", "image/png"),
        SimpleUploadedFile("fine.png", factories.picture_bytes(), "image/png"),
    ]
    answer = signed_in("creative").post(address(scene), {"file": files}, follow=True)
    page = answer.content.decode()
    assert "notes.png was not added." in page
    assert "fine.png was added." in page
    assert Candidate.objects.filter(name="fine.png").exists()


def test_an_upload_of_nothing_says_so(scene, signed_in):
    page = signed_in("creative").post(address(scene), follow=True).content.decode()
    assert "No file was chosen" in page


def test_a_long_name_stands_whole_in_the_title(scene, signed_in):
    name = "a-very-" * 30 + "long-name.png"
    factories.candidate(scene.project, name=name)
    assert f'title="{name}"' in signed_in("lead").get(address(scene)).content.decode()


def test_a_second_page_holds_the_older_pictures(scene, signed_in):
    for number in range(61):
        factories.candidate(scene.project, name=f"{number}.png")
    asked = {"page": 2, "show": "uploads"}
    page = signed_in("lead").get(address(scene), asked).content.decode()
    assert "Page 2 of 2" in page
    assert page.count("data-card=") == 2
