"""Heads that the studio signs in time, and the commands around them."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from editor.actions.projects import create_project
from editor.guards.triggers import lifted
from editor.ledger.checking import check_stored, newest_head
from editor.ledger.heads import Head
from editor.ledger.keeping import Refused, sign_head, sign_when_due
from editor.ledger.offline import main as check_offline
from editor.models import LedgerEntry, LedgerHead
from jobs.steward import chores
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def decide():
    """Decide something: one more entry."""
    ada = factories.person("ada")
    return lambda: create_project(name="Posters", created_by=ada)


@pytest.fixture
def folder(settings, tmp_path):
    settings.LEDGER_HEADS_FOLDER = str(tmp_path / "heads")
    return tmp_path / "heads"


def tamper(statement, *values):
    with lifted(connection), connection.cursor() as cursor:
        cursor.execute(statement, values)


def ledger(*words):
    out = io.StringIO()
    call_command("ledger", *words, stdout=out)
    return out.getvalue()


def failing(*words):
    out = io.StringIO()
    with pytest.raises(CommandError) as error:
        call_command("ledger", *words, stdout=out)
    return out.getvalue() + str(error.value)


def test_the_steward_signs(settings):
    assert sign_when_due in chores()


def test_nothing_is_signed_before_the_first_entry():
    sign_when_due()
    assert not LedgerHead.objects.exists()


def test_a_head_is_signed_once_entries_have_stood_long_enough(decide, settings):
    decide()
    sign_when_due()
    decide()
    sign_when_due()
    assert newest_head().number == 1
    settings.LEDGER_HEAD_SECONDS = 0
    sign_when_due()
    sign_when_due()
    assert [head.number for head in LedgerHead.objects.order_by("number")] == [1, 2]
    assert check_stored().is_intact


def test_a_head_is_written_whole_to_where_heads_are_kept(decide, folder):
    decide()
    sign_when_due()
    (file,) = folder.iterdir()
    assert file.name == "head-000000000001.json"
    assert Head.model_validate_json(file.read_bytes()) == newest_head()


def test_a_folder_that_is_away_is_tried_again_with_the_same_head(decide, folder, caplog):
    folder.write_text("a file is in the way")
    decide()
    sign_when_due()
    assert "could not be written" in caplog.text
    folder.unlink()
    sign_when_due()
    assert len([*folder.iterdir()]) == 1


def test_what_was_tampered_with_is_never_signed(decide, caplog, settings):
    settings.LEDGER_HEAD_SECONDS = 0
    decide()
    decide()
    tamper("UPDATE editor_ledgerentry SET actor = 'eve' WHERE number = 2")
    with pytest.raises(Refused, match="entry 2 does not say what was hashed"):
        sign_head()
    sign_when_due()
    assert "was not signed" in caplog.text
    assert not LedgerHead.objects.exists()


def test_an_end_that_was_rewritten_since_the_last_head_is_not_signed(decide):
    decide()
    sign_head()
    tamper("UPDATE editor_ledgerentry SET hash = %s WHERE number = 1", "0" * 64)
    LedgerEntry.objects.count()
    decide()
    with pytest.raises(Refused, match="not the one that was signed"):
        sign_head()


def test_verifying_reads_everything_and_says_so(decide):
    decide()
    decide()
    told = ledger("verify")
    assert "2 entries read from the beginning" in told
    assert "Intact up to entry 2" in told
    assert "No head was given" in told


def test_verifying_names_the_place_and_fails(decide):
    for _ in range(3):
        decide()
    tamper("DELETE FROM editor_ledgerentry WHERE number = 2")
    told = failing("verify")
    assert "missing: entry 2 is missing." in told
    assert "tampered" in told


def test_verifying_against_a_kept_head_finds_a_cut_end(decide, tmp_path):
    for _ in range(3):
        decide()
    kept = tmp_path / "head.json"
    ledger("head", "--output", str(kept))
    tamper("DELETE FROM editor_ledgerentry WHERE number = 3")
    tamper("DELETE FROM editor_ledgerhead")
    assert "Intact up to entry 2" in ledger("verify")
    assert "cut off: the ledger ends at entry 2" in failing("verify", "--head", str(kept))


def test_verifying_on_from_a_head_reads_only_what_follows(decide, tmp_path):
    decide()
    kept = tmp_path / "head.json"
    ledger("head", "--output", str(kept))
    decide()
    assert "1 entries read after entry 1" in ledger("verify", "--after", str(kept))
    tamper("DELETE FROM editor_ledgerentry WHERE number = 1")
    assert "rewritten" in failing("verify", "--after", str(kept))


def test_a_head_of_another_studio_vouches_for_nothing(decide, tmp_path):
    from tests.editor.ledger.chains import chain, head_at

    decide()
    kept = tmp_path / "head.json"
    kept.write_text(head_at(chain(1)[0]).model_dump_json())
    assert "not signed by this studio's key" in failing("verify", "--after", str(kept))
    assert "forged head" in failing("verify", "--head", str(kept))


def test_verifying_tells_which_guards_are_gone(decide):
    decide()
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER guard_ledger_entry_update")
    assert "lost or changed its guards ledger_entry_update" in failing("verify")


def test_an_export_is_checked_without_the_database(decide, tmp_path):
    for _ in range(3):
        decide()
    sign_head()
    path = tmp_path / "ledger.jsonl"
    ledger("export", "--output", str(path))
    assert check_offline([str(path)]) == 0
    part = ledger("export", "--after", "1", "--until", "2").splitlines()
    assert [json.loads(line).get("number") for line in part] == [None, 2, None]
    assert json.loads(part[0])["after"] == 1
    assert "There is no entry 9" in failing("export", "--after", "9")


def test_there_is_no_head_of_an_empty_ledger():
    assert "no entry yet" in failing("head")
