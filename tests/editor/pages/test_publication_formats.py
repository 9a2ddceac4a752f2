"""What a project publishes in, by page."""

import pytest
from django.urls import reverse

from editor.actions.errors import ActionError
from editor.actions.publication_formats import MOST_FORMATS, add_format
from editor.models import LedgerEntry, PublicationFormat


@pytest.fixture
def address(scene):
    return reverse("publication-formats", args=[scene.project.id])


def test_a_lead_chooses_a_format_and_everyone_sees_it(scene, signed_in, address):
    asked = {"format": "webp", "longest_side": "1600", "quality": ""}
    signed_in("lead").post(address, asked)
    row = PublicationFormat.objects.get()
    assert (row.format, row.longest_side, row.quality) == ("webp", 1600, 90)
    page = signed_in("creative").get(address).content.decode()
    assert "1600 px at most" in page and "Publish one more file" not in page


def test_without_a_choice_the_page_says_what_is_published(scene, signed_in, address):
    page = signed_in("reviewer").get(address).content.decode()
    assert "A PNG in full size" in page
    assert "a certificate that this studio made for itself" in page


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"format": "bmp"}, "choose one of png, jpeg, webp, avif"),
        ({"format": "jpeg", "quality": "0"}, "from 1 to 100"),
        ({"format": "jpeg", "quality": "900"}, "from 1 to 100"),
        ({"format": "jpeg", "longest_side": "5"}, "64 to 65500 pixels"),
        ({"format": "webp", "longest_side": "20000"}, "64 to 16383 pixels for WebP"),
        ({"format": "png", "longest_side": "-1"}, "pixels up to 65500"),
        ({"format": "png", "longest_side": "wide"}, "Enter a whole number"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(scene, signed_in, address, asked, words):
    page = signed_in("lead").post(address, asked)
    assert page.status_code == 400
    assert words in page.content.decode()
    assert not PublicationFormat.objects.exists()


def test_a_format_in_one_size_is_chosen_once(scene, signed_in, address):
    for _ in range(2):
        page = signed_in("lead").post(address, {"format": "png"})
    assert "publishes this format in this size already" in page.content.decode()


def test_a_lead_removes_a_format(scene, signed_in, address):
    row = scene.project.publication_formats.create(format="jpeg", added_by=scene.people["lead"])
    remove = reverse("publication-format-remove", args=[scene.project.id, row.id])
    assert signed_in("creative").post(remove).status_code == 403
    signed_in("lead").post(remove)
    assert not PublicationFormat.objects.exists()
    assert LedgerEntry.objects.filter(kind="publication_format.removed").count() == 1


def test_a_project_publishes_only_so_many_files(scene):
    lead = scene.people["lead"]
    for number in range(MOST_FORMATS):
        add_format(project=scene.project, by=lead, format="jpeg", longest_side=100 + number)
    with pytest.raises(ActionError, match="at most 8 files"):
        add_format(project=scene.project, by=lead, format="png")


def test_a_signer_that_cannot_sign_is_told_before_anyone_publishes(
    scene, signed_in, address, settings
):
    settings.CREDENTIALS = {**settings.CREDENTIALS, "key": "/nowhere/key.pem"}
    page = signed_in("lead").get(address).content.decode()
    assert "Nothing can be published" in page
    assert "IMPRIMATUR_SIGNING_CERTIFICATES" in page
