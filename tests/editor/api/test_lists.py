"""Long lists over REST: whole, in order, and at the same cost for any number of rows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from editor.actions.reviews import decide
from editor.models import Candidate
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer():
    return factories.person("ben")


@pytest.fixture
def project(reviewer):
    return factories.project(reviewer=reviewer)


@pytest.fixture
def client(reviewer):
    client = APIClient()
    client.force_authenticate(reviewer)
    return client


def fill(project, number):
    candidate = factories.candidate(project)
    for _ in range(number):
        factories.candidate(project)
        factories.proof(candidate)
    return candidate


def addresses(project, candidate):
    return [
        "/api/projects/",
        "/api/reviews/",
        f"/api/projects/{project.id}/candidates/",
        f"/api/projects/{project.id}/jobs/",
        f"/api/projects/{project.id}/members/",
        f"/api/projects/{project.id}/events/",
        f"/api/candidates/{candidate.id}/renders/",
    ]


def test_every_list_takes_the_same_queries_for_any_number_of_rows(project, client):
    few = fill(project, 2)
    # Whether somebody is an auditor is asked once in a client's life, so not in what is counted.
    client.get("/api/projects/")
    counts = []
    for _ in range(2):
        taken = {}
        for address in addresses(project, few):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            taken[address] = len(queries)
        counts.append(taken)
        fill(project, 5)
        for _ in range(3):
            factories.proof(few)
    assert counts[0] == counts[1]
    assert max(counts[0].values()) <= 4


@pytest.mark.parametrize("which", [1, 2, 3, 6])
def test_following_next_gives_every_row_once(project, client, which):
    candidate = fill(project, 7)
    address = addresses(project, candidate)[which]
    whole = [row["id"] for row in client.get(address).json()["results"]]
    found, link = [], f"{address}?page_size=3"
    while link:
        page = client.get(link).json()
        assert len(page["results"]) <= 3
        found += [row["id"] for row in page["results"]]
        link = page["next"]
    assert found == whole
    assert len(set(found)) == len(found) >= 7


def test_a_page_has_at_most_two_hundred_rows(project, client):
    picture = factories.artifact()
    by = project.created_by
    Candidate.objects.bulk_create(
        Candidate(project=project, name="x", original=picture, picture=picture, added_by=by)
        for _ in range(201)
    )
    answer = client.get(f"/api/projects/{project.id}/candidates/", {"page_size": 100_000})
    assert len(answer.json()["results"]) == 200


def test_the_newest_candidate_comes_first(project, client):
    for name in ("first.png", "second.png"):
        factories.candidate(project, name=name)
    rows = client.get(f"/api/projects/{project.id}/candidates/").json()["results"]
    assert [row["name"] for row in rows] == ["second.png", "first.png"]


def test_events_go_on_after_the_number_that_was_seen(project, client):
    proofs = [factories.proof(factories.candidate(project)) for _ in range(3)]
    for proof in proofs:
        decide(
            proof=proof,
            reviewer=project.created_by,
            verdict="rejected",
            reason="The sky is banded.",
            digest=proof.job.result_id,
        )
    address = f"/api/projects/{project.id}/events/"
    assert [event["number"] for event in client.get(address).json()] == [1, 2, 3]
    (last,) = client.get(address, {"after": 2}).json()
    assert last["kind"] == "proof.reviewed"
    assert last["payload"] == {"proof": str(proofs[2].id), "verdict": "rejected"}
