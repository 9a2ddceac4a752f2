"""What the ledger is told by Django's settings, read in one place."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from editor.ledger.keys import LedgerKey, ledger_key


def configured_key() -> LedgerKey:
    """The studio's key; raises ``KeyFault`` when its file cannot be used."""
    return ledger_key(Path(settings.LEDGER_KEY_FILE))
