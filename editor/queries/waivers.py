"""Reads of waivers: which of the gate's findings nobody has answered for yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from editor.models import Proof, Waiver
from jobs.stages.gate.check import Box
from jobs.stages.gate.report import CheckResult, Finding, GateReport


@dataclass(frozen=True)
class Unanswered:
    """What stands between a proof that the gate failed and an approval.

    ``open`` are findings that nobody has waived. ``unseen`` are failed checks that name no place,
    since they broke: nobody can answer for what was never seen.
    """

    open: tuple[tuple[CheckResult, Finding], ...]
    unseen: tuple[CheckResult, ...]

    @property
    def clear(self) -> bool:
        """True when every finding was waived."""
        return not self.open and not self.unseen


def unanswered(report: GateReport, waivers: Iterable[Waiver]) -> Unanswered:
    """The failed checks' findings, less those that were waived."""
    waived = {(one.check_name, one.box) for one in waivers}
    failed = [check for check in report.checks if check.verdict == "fail"]
    return Unanswered(
        open=tuple(
            (check, finding)
            for check in failed
            for finding in check.findings
            if (check.name, finding.box) not in waived
        ),
        unseen=tuple(check for check in failed if check.error or not check.findings),
    )


def covered(report: GateReport, waivers: Iterable[Waiver], scale: float = 1.0) -> bool:
    """Whether waivers answer for every finding of another look at the same picture.

    ``report`` is of the picture ``scale`` times as large as the proof, in another format perhaps:
    a finding is answered for where its middle lies within a waived box of the same check.
    """
    given = list(waivers)
    for check in report.checks:
        if check.verdict == "pass":
            continue
        own = [one.box for one in given if one.check_name == check.name]
        if check.error or not check.findings:
            return False
        if not all(_within(finding.box, own, scale) for finding in check.findings):
            return False
    return True


def waivers_of(proof: Proof) -> dict[tuple[str, Box], Waiver]:
    """A proof's waivers by check and box."""
    rows = proof.waivers.select_related("waived_by")
    return {(one.check_name, one.box): one for one in rows}


def _within(box: Box, waived: Iterable[Box], scale: float) -> bool:
    x, y = (box[0] + box[2] / 2) / scale, (box[1] + box[3] / 2) / scale
    return any(
        left <= x <= left + width and top <= y <= top + height
        for left, top, width, height in waived
    )
