"""The ledger's page for administrators."""

import json

import pytest
from django.db import connection

from editor.actions.projects import create_project
from editor.guards.triggers import lifted
from editor.ledger.checking import newest_head
from editor.ledger.keeping import sign_head
from editor.ledger.offline import main as check_offline
from editor.models import LedgerEntry
from editor.pages.ledger_views import lines_of
from editor.queries import ledger as queries
from tests import factories

pytestmark = pytest.mark.django_db
ADDRESS = "/audit/ledger/"


@pytest.fixture
def ada():
    return factories.person("ada")


@pytest.fixture
def admin(client):
    client.force_login(factories.person("admin", staff=True))
    return client


@pytest.fixture
def project(ada):
    return create_project(name="Posters <b>", created_by=ada)


def shown(client, address=ADDRESS):
    return client.get(address).content.decode()


def tamper(statement):
    with lifted(connection), connection.cursor() as cursor:
        cursor.execute(statement)


def test_an_entry_is_shown_with_who_what_and_where_it_leads(admin, project):
    page = shown(admin)
    assert "project.created" in page
    assert "ada" in page
    assert f'href="/projects/{project.pk}/"' in page
    assert "Posters &lt;b&gt;" in page
    assert LedgerEntry.objects.get().hash in page


def test_digests_are_short_with_the_whole_at_hand_and_words_are_whole():
    digest, words = "ab" * 32, "The sky is banded, from the left border to the tower. " * 2
    body = json.dumps({"files": [digest, digest], "reason": words, "note": "", "waived": 0})
    row = LedgerEntry(number=1, at="2026-11-26T03:00:00.000000Z", kind="proof.reviewed", body=body)
    (line,) = lines_of([row])
    assert [(fact.name, fact.text) for fact in line.facts] == [
        ("files", "abababababab…, abababababab…"),
        ("reason", words),
        ("waived", "0"),
    ]
    assert line.facts[0].whole == f"{digest}, {digest}"


def test_an_empty_ledger_says_so(admin):
    page = shown(admin)
    assert "The ledger has no entry yet." in page
    assert "Nothing was decided yet" in page


def test_the_chain_since_the_last_head_is_checked_at_every_look(admin, project):
    sign_head()
    assert 'data-state="intact"' in shown(admin)
    tamper("UPDATE editor_ledgerentry SET hash = seal")
    page = shown(admin)
    assert 'data-state="tampered"' in page
    assert "is not the one that was signed" in page


def test_checking_every_entry_finds_what_lies_before_the_head(admin, ada, project):
    create_project(name="Labels", created_by=ada)
    sign_head()
    tamper("UPDATE editor_ledgerentry SET actor = 'eve' WHERE number = 1")
    assert 'data-state="intact"' in shown(admin)
    page = admin.post(ADDRESS).content.decode()
    assert "<strong>altered</strong>: entry 1 does not say what was hashed." in page


def test_a_check_of_every_entry_is_remembered_and_told_on_the_audits_pages(admin, project):
    assert "Never: press" in shown(admin, "/audit/")
    admin.post(ADDRESS)
    page = shown(admin, "/audit/?show=jobs")
    assert "found intact on" in page
    assert "by admin" in page
    assert "Whoever can change this database can change its heads too" in page
    tamper("UPDATE editor_ledgerentry SET actor = 'eve'")
    admin.post(ADDRESS)
    assert "found tampered with" in shown(admin, "/audit/")


def test_a_guard_that_is_gone_is_told(admin, project):
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER guard_review_delete")
    assert "has lost or changed its guards review_delete" in shown(admin)


def test_a_ledger_that_is_too_long_for_a_page_names_the_command(admin, project, monkeypatch):
    monkeypatch.setattr(queries, "CHECKED_AT_ONCE", 0)
    page = shown(admin)
    assert 'data-state="unchecked"' in page
    assert "manage.py ledger verify" in page


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ("kind=project.created", 2),
        ("kind=member.set", 0),
        ("person=ada", 1),
        ("person=nobody", 0),
        ("since=2000-01-01", 2),
        ("until=2000-01-01", 0),
        ("before=2", 1),
        ("before=nonsense", 2),
    ],
)
def test_entries_are_narrowed(admin, project, asked, count):
    create_project(name="Labels", created_by=factories.person("ben"))
    assert shown(admin, f"{ADDRESS}?{asked}").count("<td>project.created</td>") == count


def test_a_long_list_goes_on_where_it_ended(admin, ada, monkeypatch):
    monkeypatch.setattr(queries, "ROWS_A_PAGE", 2)
    for number in range(3):
        create_project(name=f"P{number}", created_by=ada)
    assert "before=2" in shown(admin)
    assert "before=" not in shown(admin, f"{ADDRESS}?before=2").split("Newest")[1]


def test_a_tampered_row_is_shown_and_not_an_error(admin, project):
    tamper("UPDATE editor_ledgerentry SET body = 'not json', subject = 'project:x/y'")
    assert "not json" in shown(admin)


def test_a_head_is_given_out_as_a_file(admin, project):
    answer = admin.post(f"{ADDRESS}head/")
    assert answer["Content-Disposition"] == 'attachment; filename="head-000000000001.json"'
    assert json.loads(answer.content) == json.loads(newest_head().model_dump_json())


def test_no_head_is_given_out_over_what_was_tampered_with(admin, project):
    tamper("UPDATE editor_ledgerentry SET actor = 'eve'")
    answer = admin.post(f"{ADDRESS}head/", follow=True)
    assert "No head was given out: entry 1 does not say what was hashed" in answer.content.decode()


def test_the_export_is_checked_offline(admin, project, tmp_path):
    path = tmp_path / "ledger.jsonl"
    path.write_bytes(b"".join(admin.get(f"{ADDRESS}export.jsonl").streaming_content))
    assert check_offline([str(path)]) == 0


@pytest.mark.parametrize("part", ["", "head/"])
def test_nobody_else_checks_or_signs(client, ada, part):
    client.force_login(ada)
    assert client.post(f"{ADDRESS}{part}").status_code == 403
