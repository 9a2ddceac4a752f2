"""What the public may open: one page and its files, and nothing that leads elsewhere."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.urls import reverse

from editor.actions.withdrawals import withdraw
from editor.guards.triggers import lifted
from jobs import artifacts
from jobs.stages.codec import decode_picture
from jobs.stages.published_formats import decode, same_pixels
from tests import factories


@pytest.fixture
def publication(scene):
    return factories.publication(scene.approved, by=scene.people["creative"])


@pytest.fixture
def file(publication):
    return publication.files.get()


def overwrite(digest: str, data: bytes) -> None:
    """Put other bytes where an artifact lies."""
    storage, name = artifacts.storage(), artifacts.path_of(digest)
    storage.delete(name)
    with storage.open(name, "wb") as stored:
        stored.write(data)


def page_of(publication, client) -> str:
    return client.get(reverse("publication", args=[publication.slug])).content.decode()


def test_anyone_opens_the_page_of_a_publication(publication, signed_in):
    page = signed_in("anonymous").get(reverse("publication", args=[publication.slug]))
    assert page.status_code == 200
    assert "Published on" in page.content.decode()


def test_the_public_page_links_to_its_files_and_to_the_lookup_alone(publication, file, signed_in):
    page = page_of(publication, signed_in("anonymous"))
    leads_to = set(re.findall(r'(?:href|src)="(/[^"]*)"', page))
    assert {one for one in leads_to if not one.startswith("/static/")} == {
        file.address,
        reverse("provenance"),
    }


def test_the_public_page_names_nobody(publication, scene, signed_in):
    page = page_of(publication, signed_in("anonymous"))
    for name in ("maker", "lead", scene.project.name, scene.candidate.name):
        assert name not in re.sub(r"other than its maker", "", page)


def test_the_page_says_that_nobody_vouches_for_a_development_signature(publication, signed_in):
    page = page_of(publication, signed_in("anonymous"))
    assert "Signed and unchanged" in page
    assert "a certificate that this studio made for itself" in page
    assert "nobody vouches for that name" in page


def test_the_page_says_what_was_approved_and_which_record_tells_more(publication, file, signed_in):
    page = page_of(publication, signed_in("anonymous"))
    assert "A person approved exactly these pixels." in page
    assert publication.picture_id in page
    assert file.record_id in page
    assert file.signed_id in page


def test_the_published_pixels_are_those_that_were_approved(scene, file, signed_in):
    answer = signed_in("anonymous").get(file.address)
    approved = decode_picture(artifacts.read(scene.approved.review.digest))
    assert answer["Content-Type"] == "image/png"
    assert same_pixels(decode(answer.content, "png"), approved)


def test_a_cache_asks_each_time_whether_the_bytes_still_stand(file, signed_in):
    client = signed_in("anonymous")
    first = client.get(file.address)
    assert first["Cache-Control"] == "public, no-cache"
    assert first["ETag"] == f'"{file.signed_id}"'
    again = client.get(file.address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_address_without_a_digest_leads_to_the_first_file(publication, file, signed_in):
    answer = signed_in("anonymous").get(reverse("publication-picture", args=[publication.slug]))
    assert (answer.status_code, answer["Location"]) == (302, file.address)


def test_a_file_has_one_name(publication, file, signed_in):
    client = signed_in("anonymous")
    for name in (file.signed_id, f"{file.signed_id}.jpg", f"{publication.picture_id}.png", "x"):
        address = reverse("publication-file", args=[publication.slug, name])
        assert client.get(address).status_code == 404


def test_bytes_that_were_altered_in_the_storage_are_not_served(publication, file, signed_in):
    client = signed_in("anonymous")
    overwrite(file.signed_id, artifacts.read(file.signed_id)[:-1] + b"\x00")
    answer = client.get(file.address)
    assert answer.status_code == 409
    assert "not served" in answer.content.decode()
    page = page_of(publication, client)
    assert "Not served" in page and "Nothing is shown" in page
    assert f'src="{file.address}"' not in page


def test_bytes_that_carry_no_signature_are_not_served(publication, file, signed_in):
    # The row names bytes that are whole and unsigned: the digest agrees, the signature is missing.
    with lifted(connection):
        type(file).objects.filter(pk=file.pk).update(signed=publication.picture)
    file.refresh_from_db()
    answer = signed_in("anonymous").get(file.address)
    assert answer.status_code == 409
    assert "carries no signature" in answer.content.decode()


def test_a_withdrawn_publication_leaves_a_tombstone(scene, publication, file, signed_in):
    withdraw(publication=publication, by=scene.people["lead"], reason="rights", words="Ask Carla.")
    client = signed_in("anonymous")
    page = client.get(reverse("publication", args=[publication.slug]))
    words = page.content.decode()
    assert page.status_code == 410
    assert "Its rights are not settled" in words
    assert file.signed_id in words
    assert "Ask Carla." not in words and "lead" not in words and file.address not in words
    answer = client.get(file.address)
    assert (answer.status_code, answer.content) == (410, b"This publication was withdrawn.")


def test_a_browser_that_holds_the_bytes_is_told_of_the_withdrawal_too(
    scene, publication, file, signed_in
):
    withdraw(publication=publication, by=scene.people["lead"], reason="error")
    asked = {"If-None-Match": f'"{file.signed_id}"'}
    assert signed_in("anonymous").get(file.address, headers=asked).status_code == 410


def test_an_unknown_address_is_not_there(db, client):
    for address in ("", "picture.png", "0.png"):
        assert client.get(f"/published/no-such-slug/{address}").status_code == 404


@pytest.mark.parametrize(
    ("role", "status"), [("anonymous", 302), ("stranger", 404), ("creative", 403), ("lead", 302)]
)
def test_reviewers_and_leads_withdraw(publication, signed_in, role, status):
    address = reverse("publication-withdraw", args=[publication.slug])
    answer = signed_in(role).post(address, {"reason": "error", "words": ""})
    assert answer.status_code == status
    publication.refresh_from_db()
    assert hasattr(publication, "withdrawal") is (role == "lead")


def test_a_withdrawal_without_a_reason_withdraws_nothing(scene, publication, signed_in):
    address = reverse("publication-withdraw", args=[publication.slug])
    answer = signed_in("lead").post(address, {"reason": "mood"}, follow=True)
    assert "Choose a reason" in answer.content.decode()
    assert not hasattr(publication, "withdrawal")


def test_the_proofs_page_offers_the_withdrawal_and_then_tells_of_it(scene, publication, signed_in):
    address = reverse("proof", args=[scene.approved.id])
    assert "Withdraw for good" in signed_in("reviewer").get(address).content.decode()
    assert "Withdraw for good" not in signed_in("creative").get(address).content.decode()
    withdraw(publication=publication, by=scene.people["reviewer"], reason="error", words="A typo.")
    page = signed_in("creative").get(address).content.decode()
    assert "Withdrawn" in page and "A typo." in page


def test_a_member_s_picture_is_kept_by_their_browser_alone(scene, signed_in):
    digest = scene.candidate.picture.digest
    answer = signed_in("creative").get(reverse("artifact", args=[scene.project.id, digest]))
    assert answer["Cache-Control"].startswith("private")


def test_a_thumbnail_of_another_width_is_not_there(scene, signed_in):
    address = reverse("thumbnail", args=[scene.project.id, scene.candidate.picture.digest])
    for width in ("17", "wide", "-1"):
        assert signed_in("creative").get(address, {"width": width}).status_code == 404
