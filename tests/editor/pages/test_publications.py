"""What the public may open: one page and one picture, and nothing that leads elsewhere."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from jobs import artifacts
from tests import factories


@pytest.fixture
def publication(scene):
    return factories.publication(scene.approved, by=scene.people["creative"])


def test_anyone_opens_the_page_of_a_publication(publication, signed_in):
    page = signed_in("anonymous").get(reverse("publication", args=[publication.slug]))
    assert page.status_code == 200
    assert "Published on" in page.content.decode()


def test_the_public_page_links_to_the_published_picture_alone(publication, signed_in):
    address = reverse("publication", args=[publication.slug])
    page = signed_in("anonymous").get(address).content.decode()
    leads_to = set(re.findall(r'(?:href|src)="(/[^"]*)"', page))
    assert {one for one in leads_to if not one.startswith("/static/")} == {f"{address}picture.png"}


def test_the_public_page_names_nobody(publication, scene, signed_in):
    page = signed_in("anonymous").get(reverse("publication", args=[publication.slug]))
    for name in ("maker", "lead", scene.project.name, scene.candidate.name):
        assert name not in re.sub(r"other than its maker", "", page.content.decode())


def test_the_published_bytes_are_those_that_were_approved(publication, scene, signed_in):
    answer = signed_in("anonymous").get(reverse("publication-picture", args=[publication.slug]))
    assert answer.content == artifacts.read(scene.approved.review.digest)


def test_the_published_bytes_may_be_kept_for_good(publication, signed_in):
    address = reverse("publication-picture", args=[publication.slug])
    client = signed_in("anonymous")
    first = client.get(address)
    assert first["Cache-Control"] == "public, max-age=31536000, immutable"
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_an_unknown_address_is_not_there(db, client):
    assert client.get("/published/no-such-slug/").status_code == 404
    assert client.get("/published/no-such-slug/picture.png").status_code == 404


def test_a_member_s_picture_is_kept_by_their_browser_alone(scene, signed_in):
    digest = scene.candidate.picture.digest
    answer = signed_in("creative").get(reverse("artifact", args=[scene.project.id, digest]))
    assert answer["Cache-Control"].startswith("private")


def test_a_thumbnail_of_another_width_is_not_there(scene, signed_in):
    address = reverse("thumbnail", args=[scene.project.id, scene.candidate.picture.digest])
    for width in ("17", "wide", "-1"):
        assert signed_in("creative").get(address, {"width": width}).status_code == 404
