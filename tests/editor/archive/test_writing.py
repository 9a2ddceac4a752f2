"""An archive is written whole or refused with the reason, and sent as it is made."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from editor import access
from editor.actions.errors import ActionError
from editor.archive.manifest import LEDGER
from editor.archive.opening import Archive
from editor.archive.writing import archive
from editor.guards.triggers import lifted
from editor.models import LedgerEntry, LedgerHead
from jobs import artifacts
from jobs.artifacts import ArtifactError
from tests.editor.api import scene as scenes

pytestmark = pytest.mark.django_db


@pytest.fixture
def publication():
    return access.published(scenes.build().publication().slug)


def test_the_command_writes_the_archive_of_an_address(publication, tmp_path, capsys):
    path = tmp_path / "publication.zip"
    call_command("archive", publication.slug, output=path)
    assert "python -m editor.archive.offline" in capsys.readouterr().out
    with Archive(path) as written:
        assert LEDGER in written.names
    assert [file.name for file in tmp_path.glob("*.zip")] == [path.name]
    with pytest.raises(CommandError, match="no such publication"):
        call_command("archive", "nothing", output=path)


def test_it_comes_in_pieces_and_not_at_once(publication):
    pieces = [len(piece) for piece in archive(publication)]
    assert max(pieces) < sum(pieces) / 2


def test_no_head_is_stored_for_it(publication):
    list(archive(publication))
    assert not LedgerHead.objects.exists()


def test_an_altered_picture_is_told_before_anything_is_sent(publication):
    stored = Path(artifacts.storage().path(artifacts.path_of(publication.picture_id)))
    stored.write_bytes(b"other bytes")
    with pytest.raises(ArtifactError, match="was altered in the storage"):
        archive(publication)


def test_what_the_ledger_does_not_tell_of_is_refused(publication):
    with lifted(connection):
        LedgerEntry.objects.all().delete()
    with pytest.raises(ActionError, match="published before the ledger"):
        archive(publication)


def test_a_ledger_that_was_tampered_with_is_told(publication):
    with lifted(connection):
        LedgerEntry.objects.filter(number=1).update(actor="eve")
    with pytest.raises(ActionError, match="cannot vouch for this publication"):
        archive(publication)
