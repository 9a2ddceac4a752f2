"""Letting one finding of the gate pass: by a reviewer, on one proof, with a reason."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from editor import access, queries
from editor.actions.claims import check_not_held_by_another
from editor.actions.errors import ActionError
from editor.actions.hands import refuse_own_hand
from editor.ledger.append import append
from editor.ledger.review_kinds import FindingWaived
from editor.models import Proof, Review, Waiver
from editor.queries.waivers import unanswered
from jobs import progress
from jobs.models import Job
from jobs.stages.gate.check import Box
from jobs.stages.gate.report import CheckResult, Finding, GateReport

REASON_LENGTH = 1000


def waive(*, proof: Proof, by: User, check: str, box: Box, reason: str, digest: str) -> Waiver:
    """Answer for one finding of a failed check; the gate's verdict stays as it is.

    ``digest`` names the picture that the reviewer saw. A check that broke cannot be waived: it
    names nothing that a person could have looked at.
    """
    project = proof.candidate.project
    access.demand(by, project, "can_review")
    reason = " ".join(reason.split())
    if not reason:
        raise ActionError("Say why this may pass: others will ask you.", "reason")
    if len(reason) > REASON_LENGTH:
        raise ActionError(f"The reason is longer than {REASON_LENGTH} characters.", "reason")
    with transaction.atomic():
        job = Job.objects.select_for_update().get(pk=proof.job_id)
        refuse_own_hand(proof, by, "waive a finding on it")
        check_not_held_by_another(proof, by)
        found = result, finding = _found(proof, job, check, box, digest)
        try:
            with transaction.atomic():
                made = _written(found, proof=proof, by=by, reason=reason, digest=digest)
        except IntegrityError as error:
            raise ActionError("Somebody has waived this finding already.", "box") from error
        progress.publish(
            stream=project.stream,
            kind="finding.waived",
            payload={"proof": str(proof.id), "check": check, "by": by.username},
        )
        append(
            by=by,
            project=project,
            subject=f"proof:{proof.pk}",
            body=FindingWaived(
                check=result.name,
                check_version=result.version,
                box=finding.box,
                finding=finding.note,
                reason=reason,
                digest=digest,
            ),
        )
    return made


def refuse_open_findings(proof: Proof, job: Job) -> int:
    """How many findings were waived; raises ActionError while the failed gate is not answered."""
    report = queries.gate_report(job)
    waivers = list(proof.waivers.all())
    if report is None:
        raise ActionError("The gate failed this proof and left no report: render it again.")
    left = unanswered(report, waivers)
    if left.unseen:
        names = ", ".join(check.title for check in left.unseen)
        raise ActionError(
            f"The gate could not finish looking ({names}), and nobody can answer for what it did "
            "not see: render it again.",
            "verdict",
        )
    if left.open:
        number = len(left.open)
        raise ActionError(
            f"The gate failed this proof: {number} finding{'s are' if number > 1 else ' is'} open. "
            "Waive each with a reason, or decide otherwise.",
            "verdict",
        )
    return len(waivers)


def _found(
    proof: Proof, job: Job, check: str, box: Box, digest: str
) -> tuple[CheckResult, Finding]:
    if digest != job.result_id:
        raise ActionError(
            "The proof changed while you looked: open it again and judge what is there now.",
            "digest",
        )
    if Review.objects.filter(proof=proof).exists():
        raise ActionError("This proof was decided on; nothing more can be waived on it.")
    report = queries.gate_report(job)
    if report is None:
        raise ActionError("No gate has reported on this proof.", "check")
    return _finding(report, check, box)


def _finding(report: GateReport, check: str, box: Box) -> tuple[CheckResult, Finding]:
    failed = {one.name: one for one in report.checks if one.verdict == "fail"}
    if check not in failed:
        known = ", ".join(failed) or "none"
        raise ActionError(f"'{check}' did not fail here; checks that did: {known}.", "check")
    for finding in failed[check].findings:
        if finding.box == box:
            return failed[check], finding
    boxes = "; ".join(str(list(one.box)) for one in failed[check].findings) or "none"
    raise ActionError(f"'{check}' found nothing at {list(box)}; its boxes: {boxes}.", "box")


def _written(
    found: tuple[CheckResult, Finding], *, proof: Proof, by: User, reason: str, digest: str
) -> Waiver:
    check, finding = found
    x, y, width, height = finding.box
    return Waiver.objects.create(
        proof=proof,
        digest=digest,
        check_name=check.name,
        check_version=check.version,
        x=x,
        y=y,
        width=width,
        height=height,
        score=finding.score,
        finding=finding.note or check.title,
        reason=reason,
        waived_by=by,
    )
