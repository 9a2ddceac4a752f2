"""The audit finds proofs by who, when, with what and how judged, all at once."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from editor.models import Proof
from editor.queries.audit_search import AuditWish, Judged, Part, offered, search
from jobs.mentions import note
from tests import factories

pytestmark = pytest.mark.django_db

KETTLE = {("seed", "12345"), ("encoder", "minilm"), ("sampler", "ddim"), ("model", "starter/unet")}
LETTERS = {("seed", "7"), ("detector", "ocr-small"), ("model", "ocr-small"), ("upscaler", "photo")}


@pytest.fixture
def people():
    return {name: factories.person(name) for name in ("lead", "maker", "reviewer")}


@pytest.fixture
def posters(people):
    return factories.project(
        lead=people["lead"], creative=people["maker"], reviewer=people["reviewer"]
    )


@pytest.fixture
def kettle(posters, people):
    """A sample's proof, published; what its exploration's record names is its own too."""
    exploration = factories.exploration(posters, by=people["maker"], status="done")
    note(exploration.job.steps.get(), KETTLE)
    proof = factories.proof(factories.sample(exploration), by=people["maker"])
    factories.gate_step(proof.job)
    factories.review(proof, by=people["reviewer"])
    return factories.publication(proof, by=people["lead"]).proof


@pytest.fixture
def letters(posters, people):
    """An upload's proof of yesterday, which the gate failed."""
    proof = factories.proof(factories.candidate(posters), by=people["lead"], verdict="fail")
    factories.gate_step(proof.job, factories.failed_check((0, 0, 8, 8)))
    note(proof.job.steps.get(), LETTERS)
    Proof.objects.filter(pk=proof.pk).update(made_at=timezone.now() - timedelta(days=1))
    return proof


TODAY = datetime.now(UTC).date()


WISHES = [
    (AuditWish(), ["kettle", "letters"]),
    (AuditWish(published=True), ["kettle"]),
    (AuditWish(person="maker"), ["kettle"]),
    (AuditWish(person="lead"), ["kettle", "letters"]),
    (AuditWish(person="lead", part=Part.MAKER), ["letters"]),
    (AuditWish(person="lead", part=Part.PUBLISHER), ["kettle"]),
    (AuditWish(person="reviewer", part=Part.REVIEWER), ["kettle"]),
    (AuditWish(person="reviewer", part=Part.PUBLISHER), []),
    (AuditWish(verdict=Judged.PASS), ["kettle"]),
    (AuditWish(verdict=Judged.FAIL), ["letters"]),
    (AuditWish(verdict=Judged.APPROVED), ["kettle"]),
    (AuditWish(verdict=Judged.UNDECIDED), ["letters"]),
    (AuditWish(verdict=Judged.REJECTED), []),
    (AuditWish(since=TODAY), ["kettle"]),
    (AuditWish(until=TODAY - timedelta(days=1)), ["letters"]),
    (AuditWish(seed="12345"), ["kettle"]),
    (AuditWish(encoder="minilm"), ["kettle"]),
    (AuditWish(sampler="ddim"), ["kettle"]),
    (AuditWish(model="starter/unet"), ["kettle"]),
    (AuditWish(detector="ocr-small"), ["letters"]),
    (AuditWish(upscaler="photo"), ["letters"]),
    (AuditWish(upscaler="photo", seed="7", person="lead"), ["letters"]),
    (AuditWish(upscaler="photo", seed="12345"), []),
    (AuditWish(seed="1234"), []),
]


def test_a_wish_finds_what_it_describes(kettle, letters):
    names = {kettle.pk: "kettle", letters.pk: "letters"}
    found = [(wish, [names[proof.pk] for proof in search(wish)]) for wish, _ in WISHES]
    assert found == WISHES


def test_a_wish_for_a_project_finds_nothing_of_another(kettle, posters):
    wish = AuditWish(project=posters.pk, seed="12345")
    assert list(search(wish)) == [kettle]
    assert not search(replace(wish, project=factories.project("Labels").pk))


def test_names_are_offered_and_digests_and_seeds_are_not(kettle, letters):
    note(letters.job.steps.get(), {("detector", "a" * 64)})
    assert offered()["detector"] == ["ocr-small"]
    assert offered()["seed"] == []


def test_the_page_shows_what_was_searched_and_how_to_take_it_away(kettle, letters, client):
    client.force_login(factories.auditor())
    address = reverse("audit")
    page = client.get(address, {"seed": "12345", "person": "maker", "part": "maker"}).text
    assert kettle.candidate.name in page
    assert 'href="?seed=12345"' in page
    assert 'href="?person=maker&amp;part=maker"' in page
    assert "Nothing matches" in client.get(address, {"seed": "1"}).text
    assert "photo.png r1" in client.get(address, {"show": "proofs", "verdict": "fail"}).text


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"since": "yesterday"}, "Give a day as year-month-day"),
        ({"since": "2026-02-01", "until": "2026-01-01"}, "This day is before the first one."),
        ({"seed": "-1"}, "A seed is a whole number from 0."),
        ({"project": "posters"}, "Enter a valid UUID"),
        ({"verdict": "great"}, "Select a valid choice"),
    ],
)
def test_the_page_tells_what_a_field_takes(client, asked, words):
    client.force_login(factories.auditor())
    page = client.get(reverse("audit"), asked).text
    assert words in page
    assert "Nothing was searched" in page


def test_the_page_takes_the_same_queries_for_any_number(kettle, letters, posters, client):
    client.force_login(factories.auditor())
    # The first look at a page also notes when the session was last used.
    client.get(reverse("audit"))
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as taken:
            client.get(reverse("audit"), {"show": "proofs"})
        counts.append(len(taken))
        for _ in range(4):
            factories.proof(factories.candidate(posters))
    assert counts[0] == counts[1]


def test_rest_finds_the_same_page_by_page(kettle, letters):
    client = APIClient()
    client.force_authenticate(factories.auditor())
    address = reverse("api-audit-proofs")
    first = client.get(address, {"page_size": 1}).json()
    (row,) = first["results"]
    assert (row["proof"], row["published_by"]) == (str(kettle.pk), "lead")
    (row,) = client.get(first["next"]).json()["results"]
    assert (row["proof"], row["review_verdict"]) == (str(letters.pk), None)
    (row,) = client.get(address, {"seed": 12345, "published": True}).json()["results"]
    assert row["publication"] == kettle.publication.slug


@pytest.mark.parametrize(
    ("asked", "status", "field"),
    [
        ({"since": "yesterday"}, 400, "since"),
        ({"since": "2026-02-01", "until": "2026-01-01"}, 400, "until"),
        ({"seed": "x"}, 400, "seed"),
        ({"part": "owner"}, 400, "part"),
        ({"cursor": "nonsense"}, 404, "cursor"),
    ],
)
def test_rest_names_the_field_that_cannot_be_read(asked, status, field):
    client = APIClient()
    client.force_authenticate(factories.auditor())
    answer = client.get(reverse("api-audit-proofs"), asked)
    assert (answer.status_code, answer.json()["field"]) == (status, field)


def test_the_command_writes_a_line_of_json_each(kettle, letters, capsys):
    call_command("audit", "search", "--seed", "12345", "--json")
    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(line)["publication"] == kettle.publication.slug
    with pytest.raises(CommandError, match="Nothing matches"):
        call_command("audit", "search", "--seed", "1")
