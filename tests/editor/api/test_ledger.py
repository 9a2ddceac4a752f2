"""The ledger over REST: entries, heads, the chain's state and the export."""

import pytest
from django.db import connection
from rest_framework.test import APIClient

from editor.actions.projects import create_project
from editor.guards.triggers import lifted
from editor.ledger.heads import Head
from editor.ledger.keeping import Refused, sign_head
from editor.ledger.offline import main as check_offline
from editor.models import LedgerCheck, LedgerEntry
from tests import factories

pytestmark = pytest.mark.django_db
ADDRESS = "/api/audit/ledger/"


@pytest.fixture
def client():
    client = APIClient()
    client.force_authenticate(factories.auditor())
    return client


@pytest.fixture
def projects():
    ada = factories.person("ada")
    return [create_project(name=name, created_by=ada) for name in ("Posters", "Labels", "Bags")]


def test_entries_come_page_by_page_as_they_were_hashed(client, projects):
    page = client.get(ADDRESS, {"page_size": 2}).json()
    assert [row["number"] for row in page["results"]] == [3, 2]
    (first,) = client.get(page["next"]).json()["results"]
    entry = LedgerEntry.objects.get(number=1).entry
    assert first == entry._asdict()


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({"kind": "project.created"}, 3),
        ({"person": "ben"}, 0),
        ({"until": "2001-01-01"}, 0),
        ({"since": "2001-01-01", "person": "ada"}, 3),
    ],
)
def test_entries_are_narrowed(client, projects, asked, count):
    assert len(client.get(ADDRESS, asked).json()["results"]) == count


def test_a_project_and_a_subject_narrow_to_the_same(client, projects):
    for asked in ({"project": projects[1].pk}, {"subject": f"project:{projects[1].pk}"}):
        assert [row["number"] for row in client.get(ADDRESS, asked).json()["results"]] == [2]


@pytest.mark.parametrize(
    ("part", "asked", "status", "field"),
    [
        ("", {"kind": "nonsense"}, 400, "kind"),
        ("", {"since": "yesterday"}, 400, "since"),
        ("", {"cursor": "nonsense"}, 404, "cursor"),
        ("export/", {"after": "-1"}, 400, "after"),
        ("export/", {"after": "99"}, 400, "after"),
    ],
)
def test_the_field_that_cannot_be_read_is_named(client, projects, part, asked, status, field):
    answer = client.get(ADDRESS + part, asked)
    assert (answer.status_code, answer.json()["field"]) == (status, field)


def test_a_head_is_given_as_it_is_kept(client, projects):
    head = sign_head()
    (row,) = client.get(f"{ADDRESS}heads/").json()["results"]
    assert Head.model_validate(row) == head


def test_the_state_tells_of_now_and_of_the_last_check(client, projects):
    sign_head()
    state = client.get(f"{ADDRESS}state/").json()
    assert (state["end"], state["head"]["number"], state["state"]) == (3, 3, "intact")
    assert state["last_check"]["is_intact"] and state["last_check"]["checked_by"] is None
    with lifted(connection):
        LedgerEntry.objects.filter(number=3).update(hash="0" * 64)
    state = client.get(f"{ADDRESS}state/").json()
    assert state["state"] == "tampered"
    assert "is not the one that was signed" in state["findings"][0]["words"]


def test_the_export_is_checked_offline(client, projects, tmp_path):
    path = tmp_path / "ledger.jsonl"
    answer = client.get(f"{ADDRESS}export/", {"after": 1})
    path.write_bytes(b"".join(answer.streaming_content))
    assert check_offline([str(path)]) == 0


def test_what_the_steward_finds_again_and_again_is_remembered_once(projects):
    sign_head()
    with lifted(connection):
        LedgerEntry.objects.filter(number=2).update(actor="eve")
        LedgerEntry.objects.filter(number=3).update(hash="0" * 64)
    for _ in range(2):
        with pytest.raises(Refused):
            sign_head()
    found = [check.is_intact for check in LedgerCheck.objects.all()]
    assert found == [False, True]
