"""“Where does this file come from?”, asked by anyone with any file."""

from __future__ import annotations

import io
import zlib

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from PIL import Image

from editor.actions.withdrawals import withdraw
from editor.guards.triggers import lifted
from editor.lookup_limit import FROM_ONE_ADDRESS
from jobs import artifacts
from tests import factories


@pytest.fixture
def published(scene):
    """A publication of a picture with enough in it to be told from others."""
    proof = factories.proof(scene.candidate, by=scene.people["maker"])
    grid = np.random.default_rng(3).integers(0, 255, (6, 8, 3)).astype(np.uint8)
    shown = Image.fromarray(grid).resize((320, 240), Image.Resampling.BICUBIC)
    buffer = io.BytesIO()
    shown.save(buffer, "PNG")
    proof.job.result = factories.artifact(buffer.getvalue(), 320, 240)
    with lifted(connection):
        proof.job.save()
    factories.review(proof, by=scene.people["lead"])
    return factories.publication(proof, by=scene.people["creative"])


def ask(client, data: bytes, name: str = "found.png"):
    return client.post(reverse("provenance"), {"file": SimpleUploadedFile(name, data)})


def signed_bytes(publication) -> bytes:
    return artifacts.read(publication.files.get().signed_id)


def copy(data: bytes, *, scale: float = 1, form: str = "JPEG") -> bytes:
    """The same picture stripped, scaled and saved again."""
    picture = Image.open(io.BytesIO(data)).convert("RGB")
    size = (round(picture.width * scale), round(picture.height * scale))
    buffer = io.BytesIO()
    picture.resize(size, Image.Resampling.LANCZOS).save(buffer, form)
    return buffer.getvalue()


def test_anyone_may_ask(db, client):
    page = client.get(reverse("provenance"))
    assert page.status_code == 200
    assert "Where does this file come from?" in page.content.decode()


def test_the_published_bytes_are_known_by_their_digest(published, client):
    page = ask(client, signed_bytes(published)).content.decode()
    assert "These are the published bytes" in page
    assert reverse("publication", args=[published.slug]) in page
    assert "Signed and unchanged" in page


@pytest.mark.parametrize(("scale", "form"), [(1, "JPEG"), (0.5, "JPEG"), (2, "WEBP"), (0.3, "PNG")])
def test_a_stripped_or_resized_copy_is_known_by_its_look(published, client, scale, form):
    page = ask(client, copy(signed_bytes(published), scale=scale, form=form)).content.decode()
    assert "It looks like a published picture" in page
    assert reverse("publication", args=[published.slug]) in page
    assert "No credentials" in page


def test_a_file_that_was_changed_after_it_was_signed_is_told_so(published, client):
    data = signed_bytes(published)
    # A text chunk more: the picture is the same, the signed bytes are not.
    end = data.index(b"IEND") - 4
    body = b"tEXtComment\x00seen"
    comment = (len(body) - 4).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")
    page = ask(client, data[:end] + comment + data[end:]).content.decode()
    assert "It claims to come from here, and was changed" in page
    assert "The signature does not hold" in page


def test_another_picture_comes_from_nowhere(published, client):
    page = ask(client, factories.picture_bytes(320, 240, seed=99)).content.decode()
    assert "Not published here" in page
    assert "/published/" not in page


def test_what_is_no_picture_is_looked_up_by_its_bytes_alone(published, client):
    page = ask(client, b"some words", "letter.txt").content.decode()
    assert "its picture could not be compared" in page


def test_an_empty_file_is_answered(published, client):
    assert ask(client, b"").status_code == 200


def test_nothing_chosen_is_asked_for(db, client):
    assert client.post(reverse("provenance")).status_code == 400


def test_a_withdrawn_publication_is_told_without_its_picture(scene, published, client):
    withdraw(publication=published, by=scene.people["lead"], reason="person")
    page = ask(client, copy(signed_bytes(published))).content.decode()
    assert "Somebody shown in it asked for it" in page
    assert published.files.get().address not in page


def test_members_learn_what_a_file_is_inside_and_others_do_not(scene, signed_in):
    data = artifacts.read(scene.waiting.job.result_id)
    told = f"revision {scene.waiting.revision} of"
    assert told in ask(signed_in("creative"), data).content.decode()
    for role in ("stranger", "anonymous"):
        assert told not in ask(signed_in(role), data).content.decode()


def test_lookups_from_one_address_are_counted(db, client):
    for _ in range(FROM_ONE_ADDRESS):
        assert ask(client, b"words").status_code == 200
    refused = ask(client, b"words")
    assert refused.status_code == 429
    assert "Too many lookups" in refused.content.decode()
    assert ask_from(client, "203.0.113.9").status_code == 200


def ask_from(client, address: str):
    file = SimpleUploadedFile("a", b"words")
    return client.post(reverse("provenance"), {"file": file}, REMOTE_ADDR=address)
