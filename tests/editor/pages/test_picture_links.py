"""Signed addresses of pictures: what they open, for how long, and what they never tell."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.signing import Signer
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from editor import picture_links
from editor.actions.picture_links import make_picture_link
from editor.models import LedgerEntry, Membership
from jobs import artifacts
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return factories.project(lead=factories.person("ada"))


@pytest.fixture
def digest(project):
    return factories.candidate(project).picture_id


@pytest.fixture
def link(project, digest):
    return make_picture_link(project=project, digest=digest, by=project.created_by)


def fetch(link, **headers):
    path = link if isinstance(link, str) else picture_links.signed(link)
    return Client().get(reverse("picture-link", args=[path]), headers=headers)


def changed(link, **what):
    """The same address, as somebody with our key would have signed it for something else."""
    return picture_links.PictureLink(**{**vars(link), **what})


def test_whoever_holds_the_link_sees_the_picture(link, digest):
    answer = fetch(link)
    assert answer.status_code == 200
    assert answer.content == artifacts.read(digest)


def test_no_cache_keeps_the_picture_longer_than_the_link_works(link):
    soon = timezone.now() + timedelta(seconds=90)
    answer = fetch(changed(link, expires_at=soon))
    kept = re.fullmatch(r"private, max-age=(\d+)", answer["Cache-Control"])
    assert 0 < int(kept[1]) <= 90
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_link_to_a_small_size_gives_that_size(project, digest):
    small = make_picture_link(project=project, digest=digest, by=project.created_by, width=160)
    assert fetch(small)["Content-Type"] == "image/webp"


@pytest.mark.parametrize("at", [3, 40, -1])
def test_a_changed_link_is_none(link, at):
    text = list(picture_links.signed(link))
    text[at] = "0" if text[at] != "0" else "1"
    answer = fetch("".join(text))
    assert answer.status_code == 404
    assert "There is no such link" in answer.text


def test_what_was_signed_for_something_else_is_no_link(link):
    said = picture_links.signed(link).rpartition(":")[0]
    assert fetch(Signer(salt="editor.invitation").sign(said)).status_code == 404


def test_a_forged_link_is_answered_alike_whether_the_picture_is_there_or_not(link, digest):
    def forged(of):
        said = picture_links.signed(changed(link, digest=of)).rpartition(":")[0]
        return fetch(f"{said}:{'A' * 43}")

    there, not_there = forged(digest), forged("0" * 64)
    assert (there.status_code, there.content) == (not_there.status_code, not_there.content)


def test_an_expired_link_and_one_to_what_was_never_there_say_the_same(link):
    over = fetch(changed(link, expires_at=timezone.now() - timedelta(seconds=1)))
    nowhere = fetch(changed(link, digest="0" * 64))
    assert (over.status_code, over.content) == (nowhere.status_code, nowhere.content)
    assert over.status_code == 410
    assert "no-store" in over["Cache-Control"]


def test_a_link_ends_when_its_issuer_leaves_the_project(link, project):
    Membership.objects.filter(user=project.created_by).delete()
    assert fetch(link).status_code == 410


def test_a_link_ends_when_its_issuers_account_is_closed(link, project):
    project.created_by.is_active = False
    project.created_by.save()
    assert fetch(link).status_code == 410


def test_a_link_leads_to_no_picture_of_another_project(link):
    elsewhere = factories.candidate(factories.project("Other")).picture_id
    assert fetch(changed(link, digest=elsewhere)).status_code == 410


def test_guessing_links_has_to_wait(link):
    client, forged = Client(REMOTE_ADDR="10.7.0.1"), reverse("picture-link", args=["a:b"])
    assert [client.get(forged).status_code for _ in range(61)] == [404] * 60 + [429]


def test_giving_out_a_link_is_in_the_ledger_and_using_it_is_not(link, project, digest):
    fetch(link)
    entry = LedgerEntry.objects.get()
    assert (entry.kind, entry.actor) == ("picture_link.made", "ada")
    assert entry.subject == f"artifact:{digest}"


@pytest.fixture
def ask(project, digest):
    client = Client()
    client.force_login(project.created_by)
    path = f"/api/projects/{project.id}/artifacts/{digest}/links/"
    return lambda **wish: client.post(path, wish, "application/json")


def test_rest_gives_an_address_that_works_for_an_hour(ask):
    given = ask().json()
    assert Client().get(given["address"]).status_code == 200
    lasting = timezone.datetime.fromisoformat(given["expires_at"]) - timezone.now()
    assert timedelta(minutes=59) < lasting <= timedelta(hours=1)


@pytest.mark.parametrize(("wish", "field"), [({"hours": 169}, "hours"), ({"width": 7}, "width")])
def test_more_than_a_week_and_other_sizes_are_refused_by_their_field(ask, wish, field):
    answer = ask(**wish)
    assert (answer.status_code, answer.json()["field"]) == (400, field)


def test_a_studio_that_gives_out_no_links_says_so(ask, settings):
    settings.PICTURE_LINK_HOURS = 0
    assert "gives out no links" in ask().json()["detail"]


def test_the_page_shows_a_link_that_works(project, digest):
    client = Client()
    client.force_login(project.created_by)
    page = client.post(reverse("artifact-link", args=[project.id, digest]), {"hours": "24"}).text
    address = re.search(r'id="link">([^<]+)<', page)[1]
    assert Client().get(address).status_code == 200
