"""One publication's archives, made once: its whole ledger, and a part of a longer one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.test import override_settings

from editor import access
from editor.actions.projects import create_project
from editor.archive import gathering
from editor.archive.writing import archive
from editor.ledger.heads import Head
from editor.ledger.keeping import sign_head
from editor.ledger.keys import LedgerKey
from editor.ledger.settings import configured_key
from jobs import watch
from tests import factories
from tests.editor.archive import scene


@dataclass(frozen=True)
class Made:
    """``whole`` has the ledger from its first entry, ``part`` from the publication's own first."""

    whole: Path
    part: Path
    head: Head
    earlier: Head
    key: LedgerKey


@contextmanager
def unwatched() -> Iterator[None]:
    """Let no thread look after steps: it would not see what is not committed, and stop them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(watch, "SECONDS_BETWEEN_LOOKS", 3600)
        yield


def make(folder: Path) -> Made:
    """Write both archives into a folder; the database is as before afterwards."""
    artifacts = {
        "BACKEND": "jobs.disk.AtomicFileStorage",
        "OPTIONS": {"location": folder / "artifacts"},
    }
    here = override_settings(
        STORAGES={**settings.STORAGES, "artifacts": artifacts},
        JOBS_STAGES="tests.editor.archive.scene.STAGES",
        JOBS_LEASE_SECONDS=3600,
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    )
    with here, unwatched(), transaction.atomic():
        ada = factories.person("ada")
        create_project(name="Before", created_by=ada)
        earlier = sign_head()
        create_project(name="Between", created_by=ada)
        publication = access.published(scene.published().slug)
        create_project(name="After", created_by=ada)
        head = sign_head()
        assert head and earlier
        (folder / "whole.zip").write_bytes(b"".join(archive(publication)))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(gathering, "SHORT", 0)
            (folder / "part.zip").write_bytes(b"".join(archive(publication)))
        transaction.set_rollback(True)
    return Made(folder / "whole.zip", folder / "part.zip", head, earlier, configured_key())
