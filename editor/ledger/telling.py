"""A check's report in words, the same for every command that checks."""

from __future__ import annotations

from collections.abc import Iterator

from editor.ledger.chain import Report


def told(report: Report) -> Iterator[str]:
    """Lines for a person: what was read, what was not looked at, what does not fit."""
    start = f"after entry {report.start.number}" if report.start.number else "from the beginning"
    yield f"{report.entries} entries read {start}, {report.heads} signed heads compared."
    if not report.heads:
        yield "No head was given: whether entries are missing from the end cannot be told."
    if not report.sealed:
        yield "The seals were not checked: that needs the studio's key."
    if report.is_intact:
        yield f"Intact up to entry {report.end.number}, {report.end.hash}."
        return
    for finding in report.findings:
        yield f"{finding.fault}: {finding.words}."
    if report.more:
        yield f"And {report.more} more."
