"""Reads of proofs: where each stands, and whose verdict it waits for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.contrib.auth.models import User
from django.db.models import F, QuerySet

from editor import access
from editor.models import Candidate, Membership, Proof, Review
from jobs.models import Job


class ProofState(StrEnum):
    """Where a proof stands, from its render to its publication."""

    RENDERING = "rendering"
    FAILED = "failed"
    CANCELLED = "cancelled"
    BLOCKED = "blocked"
    UNGATED = "ungated"
    WAITING = "waiting"
    APPROVED = "approved"
    CHANGES = "changes"
    REJECTED = "rejected"
    PUBLISHED = "published"


@dataclass(frozen=True)
class Standing:
    """A proof and where it stands."""

    proof: Proof
    state: ProofState


def state_of(
    status: str, gate_verdict: str, review_verdict: str | None, published: bool
) -> ProofState:
    """Where a proof stands, from what the database holds of it."""
    if published:
        return ProofState.PUBLISHED
    if review_verdict is not None:
        return ProofState(review_verdict)
    if status in {Job.Status.FAILED, Job.Status.CANCELLED}:
        return ProofState(status)
    if status != Job.Status.DONE:
        return ProofState.RENDERING
    if not gate_verdict:
        return ProofState.UNGATED
    return ProofState.WAITING if gate_verdict == Job.Verdict.PASS else ProofState.BLOCKED


def proof_state(proof: Proof) -> ProofState:
    """Where a proof stands; its job, review and publication are best selected with it."""
    review: Review | None = getattr(proof, "review", None)
    return state_of(
        proof.job.status,
        proof.job.verdict,
        review.verdict if review else None,
        hasattr(proof, "publication"),
    )


def proofs_of(candidate: Candidate) -> QuerySet[Proof]:
    """A candidate's proofs, newest first, with what their state needs."""
    return _with_standing(candidate.proofs.all()).order_by("-revision")


def review_queue(user: access.Viewer) -> QuerySet[Proof]:
    """Proofs that passed the gate and wait for this person's verdict, longest wait first."""
    if not isinstance(user, User):
        return Proof.objects.none()
    deciding = Membership.objects.filter(
        user=user, role__in=[Membership.Role.REVIEWER, Membership.Role.LEAD]
    )
    rows = awaiting_review().filter(candidate__project__in=deciding.values("project"))
    waiting = rows.exclude(made_by=user).annotate(waiting_since=F("job__finished_at"))
    return _with_standing(waiting).order_by("job__finished_at", "pk")


def blocked_proofs(user: access.Viewer) -> QuerySet[Proof]:
    """Proofs that the gate failed and nobody has decided on, newest first, for who decides."""
    if not isinstance(user, User):
        return Proof.objects.none()
    deciding = Membership.objects.filter(
        user=user, role__in=[Membership.Role.REVIEWER, Membership.Role.LEAD]
    )
    rows = Proof.objects.filter(
        job__status=Job.Status.DONE,
        job__verdict=Job.Verdict.FAIL,
        review__isnull=True,
        candidate__project__in=deciding.values("project"),
    )
    return _with_standing(rows).order_by("-job__finished_at", "pk")


def awaiting_review() -> QuerySet[Proof]:
    """Proofs that passed the gate and that nobody has decided on."""
    return Proof.objects.filter(
        job__status=Job.Status.DONE, job__verdict=Job.Verdict.PASS, review__isnull=True
    )


def _with_standing(rows: QuerySet[Proof]) -> QuerySet[Proof]:
    return rows.select_related(
        "candidate__project",
        "candidate__picture",
        "job__result",
        "job__result_mask",
        "made_by",
        "review__reviewer",
        "publication",
    )
