"""A proof as its page shows it: the gate's findings, what may be decided, who did what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.urls import reverse

from editor import access, evidence, queries
from editor.actions.claims import holder
from editor.actions.edits import EDIT
from editor.actions.errors import ActionError
from editor.actions.hands import refuse_own_hand
from editor.actions.publications import chosen_formats
from editor.actions.reviews import check_approval
from editor.models import (
    Candidate,
    Claim,
    Project,
    Proof,
    Publication,
    PublicationOrder,
    Review,
    Waiver,
    Withdrawal,
)
from editor.models.publications import title_of
from editor.queries import ProofState, ThreadCard
from editor.queries.waivers import waivers_of
from jobs.stages.gate.check import Box
from jobs.stages.gate.report import CheckResult, Finding, GateReport
from jobs.stages.generator.canonical import CanonicalDetails

DECIDABLE = {ProofState.WAITING, ProofState.BLOCKED, ProofState.UNGATED}


@dataclass(frozen=True)
class NumberedFinding:
    """A finding under the number that the list and the picture share."""

    number: int
    check: CheckResult
    finding: Finding
    waiver: Waiver | None = None

    @property
    def box(self) -> str:
        """The finding's box as a form sends it."""
        return ",".join(str(side) for side in self.finding.box)

    def as_json(self) -> dict[str, object]:
        """What the compare viewer draws."""
        return {
            "number": self.number,
            "title": self.check.title,
            "box": list(self.finding.box),
            "failed": self.check.verdict == "fail" and self.waiver is None,
            "note": self.finding.note,
        }


@dataclass(frozen=True)
class CheckView:
    """A check with its findings, numbered through the whole report."""

    check: CheckResult
    findings: tuple[NumberedFinding, ...]


@dataclass(frozen=True)
class Deed:
    """One link in the chain of who did what."""

    icon: str
    who: str
    what: str
    when: datetime
    note: str = ""


@dataclass(frozen=True)
class ProofView:
    """A proof with everything its page tells."""

    proof: Proof
    state: ProofState
    gate: GateReport | None
    checks: tuple[CheckView, ...]
    deeds: tuple[Deed, ...]
    review: Review | None
    publication: Publication | None
    claim: Claim | None
    held_by_another: bool
    may_decide: bool
    may_claim: bool
    may_release: bool
    may_waive: bool
    approval_refused: str
    may_publish: bool
    may_withdraw: bool
    order: PublicationOrder | None
    formats: tuple[str, ...]
    canonical: CanonicalDetails | None
    threads: tuple[ThreadCard, ...]
    stages: tuple[str, ...]
    before: Proof | None

    @property
    def open_threads(self) -> int:
        """How many of the threads that are shown wait to be settled."""
        return sum(not card.thread.resolved for card in self.threads)

    @property
    def again(self) -> str:
        """Where the next render begins as this one did."""
        page = "candidate-edit" if self.proof.job.recipe_name == EDIT else "candidate-render"
        return f"{reverse(page, args=[self.proof.candidate_id])}?from={self.proof.pk}"

    @property
    def is_being_published(self) -> bool:
        """Its files are being made and gated."""
        return _is_open(self.order)

    @property
    def withdrawal_reasons(self) -> list[tuple[str, str]]:
        """What the public can be told about a withdrawal."""
        return list(Withdrawal.Reason.choices)

    @property
    def findings(self) -> list[dict[str, object]]:
        """Every finding, for the viewer."""
        return [one.as_json() for view in self.checks for one in view.findings]


def proof_view(proof: Proof, person: User) -> ProofView:
    """What the page of a finished proof shows to this person."""
    state = queries.proof_state(proof)
    may = access.permissions(person, proof.candidate.project)
    gate = queries.gate_report(proof.job)
    review: Review | None = getattr(proof, "review", None)
    publication: Publication | None = getattr(proof, "publication", None)
    claim = holder(proof) if state in DECIDABLE else None
    other = claim is not None and claim.reviewer_id != person.pk
    decides = may.can_review and state in DECIDABLE
    order = proof.publication_orders.prefetch_related("files__job").first()
    return ProofView(
        proof=proof,
        state=state,
        gate=gate,
        checks=_numbered(gate, waivers_of(proof)),
        deeds=_deeds(proof, gate, review, publication),
        review=review,
        publication=publication,
        claim=claim,
        held_by_another=other,
        may_decide=decides and not other,
        may_claim=decides and claim is None and proof.made_by_id != person.pk,
        may_release=claim is not None and may.can_review and (may.can_manage or not other),
        may_waive=decides and not other and _waivable(proof, state, person),
        approval_refused=_refusal(proof, person),
        may_publish=may.can_publish and state == ProofState.APPROVED and not _is_open(order),
        may_withdraw=may.can_withdraw and state == ProofState.PUBLISHED,
        order=order,
        formats=_formats(proof.candidate.project),
        canonical=evidence.canonical_details(proof.job),
        threads=queries.threads_on(proof),
        stages=tuple(proof.job.steps.order_by("index").values_list("stage", flat=True)),
        before=queries.revision_before(proof),
    )


def _is_open(order: PublicationOrder | None) -> bool:
    return order is not None and order.outcome == PublicationOrder.Outcome.OPEN


def _formats(project: Project) -> tuple[str, ...]:
    """The files that a publication would have, in words."""
    return tuple(title_of(wanted) for wanted in chosen_formats(project))


def _refusal(proof: Proof, person: User) -> str:
    try:
        check_approval(proof, proof.job, person)
    except ActionError as error:
        return error.message
    return ""


def _waivable(proof: Proof, state: ProofState, person: User) -> bool:
    """Whether there is something to waive, and this person had no hand in it."""
    try:
        refuse_own_hand(proof, person, "waive")
    except ActionError:
        return False
    return state == ProofState.BLOCKED


def _numbered(
    gate: GateReport | None, waivers: Mapping[tuple[str, Box], Waiver]
) -> tuple[CheckView, ...]:
    """Failed checks first: they are what a reviewer came for."""
    if gate is None:
        return ()
    views, number = [], 0
    for check in sorted(gate.checks, key=lambda one: one.verdict == "pass"):
        found = []
        for finding in check.findings:
            number += 1
            waiver = waivers.get((check.name, finding.box))
            found.append(NumberedFinding(number, check, finding, waiver))
        views.append(CheckView(check, tuple(found)))
    return tuple(views)


def _deeds(
    proof: Proof, gate: GateReport | None, review: Review | None, publication: Publication | None
) -> tuple[Deed, ...]:
    candidate, job = proof.candidate, proof.job
    deeds = [
        _first_deed(candidate),
        Deed(
            "wand-sparkles",
            proof.made_by.username,
            f"asked for a render through {job.recipe_name}",
            proof.made_at,
        ),
    ]
    if candidate.picked_at and candidate.picked_by:
        picked = Deed("flag", candidate.picked_by.username, "picked it", candidate.picked_at)
        deeds.insert(1, picked)
    if job.finished_at:
        deeds.append(_gate_deed(gate, job.finished_at))
    deeds += [_waiver_deed(waiver) for waiver in proof.waivers.select_related("waived_by")]
    if review:
        what = {"approved": "approved the proof", "rejected": "rejected the proof"}.get(
            review.verdict, "requested changes"
        )
        icon = {"approved": "stamp", "rejected": "circle-x"}.get(review.verdict, "undo-2")
        deeds.append(Deed(icon, review.reviewer.username, what, review.decided_at, _said(review)))
    if publication:
        deeds.append(
            Deed(
                "globe", publication.published_by.username, "published it", publication.published_at
            )
        )
        deeds += _withdrawal_deed(publication)
    return tuple(deeds)


def _said(review: Review) -> str:
    """The words of a decision, with what they are about and the stage they name."""
    about = [review.get_reason_code_display()] if review.reason_code not in {"", "other"} else []
    if review.suggested_stage:
        about.append(f"stage to change: {review.suggested_stage}")
    return "\n".join([*(f"[{line}]" for line in about), review.reason]).strip()


def _withdrawal_deed(publication: Publication) -> list[Deed]:
    withdrawal: Withdrawal | None = getattr(publication, "withdrawal", None)
    if withdrawal is None:
        return []
    who, when = withdrawal.withdrawn_by.username, withdrawal.withdrawn_at
    note = f"{withdrawal.get_reason_display()}. {withdrawal.words}".strip()
    return [Deed("undo-2", who, "withdrew it", when, note)]


def _first_deed(candidate: Candidate) -> Deed:
    who = candidate.added_by.username
    if candidate.is_sample:
        return Deed("sparkles", who, f"explored it, seed {candidate.seed}", candidate.added_at)
    return Deed("upload", who, "added the picture", candidate.added_at)


def _waiver_deed(waiver: Waiver) -> Deed:
    what = f"let a finding pass: {waiver.finding}"
    who = waiver.waived_by.username
    return Deed("shield-off", who, what, waiver.waived_at, waiver.reason)


def _gate_deed(gate: GateReport | None, when: datetime) -> Deed:
    if gate is None:
        return Deed("shield-question-mark", "The studio", "finished; no gate ran", when)
    failed = sum(check.verdict == "fail" for check in gate.checks)
    if failed:
        return Deed(
            "shield-alert", "The gate", f"failed it on {failed} of {len(gate.checks)} checks", when
        )
    return Deed("shield-check", "The gate", f"passed all {len(gate.checks)} checks", when)
