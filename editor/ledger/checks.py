"""Remembers that the ledger was checked, and what came of it."""

from __future__ import annotations

from django.contrib.auth.models import User

from editor.ledger.chain import Report
from editor.models import LedgerCheck


def remember(report: Report, *, whole: bool, by: User | None = None) -> None:
    """Write a check down.

    The steward looks every few seconds: what it finds as it found it before is not told again.
    """
    faults = len(report.findings) + report.more
    first = report.findings[0].words if faults else ""
    last = LedgerCheck.objects.first()
    if last is not None and by is None and not whole:
        before = (last.checked_by_id, last.whole, last.end, last.faults, last.first_fault)
        if before == (None, whole, report.end.number, faults, first):
            return
    LedgerCheck.objects.create(
        checked_by=by, whole=whole, end=report.end.number, faults=faults, first_fault=first
    )
