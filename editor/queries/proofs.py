"""Reads of proofs: where each stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import QuerySet

from editor.models import Candidate, Proof, Publication, Review
from jobs.models import Job


class ProofState(StrEnum):
    """Where a proof stands, from its render to its publication, and its withdrawal."""

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
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Standing:
    """A proof and where it stands."""

    proof: Proof
    state: ProofState


def state_of(
    status: str,
    gate_verdict: str,
    review_verdict: str | None,
    published: bool,
    withdrawn: bool = False,
) -> ProofState:
    """Where a proof stands, from what the database holds of it."""
    if published:
        return ProofState.WITHDRAWN if withdrawn else ProofState.PUBLISHED
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
    publication: Publication | None = getattr(proof, "publication", None)
    return state_of(
        proof.job.status,
        proof.job.verdict,
        review.verdict if review else None,
        publication is not None,
        publication is not None and hasattr(publication, "withdrawal"),
    )


def proofs_of(candidate: Candidate) -> QuerySet[Proof]:
    """A candidate's proofs, newest first, with what their state needs."""
    return with_standing(candidate.proofs.all()).order_by("-revision")


def revision_before(proof: Proof) -> Proof | None:
    """The newest earlier revision of the candidate that has a picture, to compare with."""
    earlier = Proof.objects.filter(
        candidate=proof.candidate, revision__lt=proof.revision, job__result__isnull=False
    )
    return with_standing(earlier).order_by("-revision").first()


def with_standing(rows: QuerySet[Proof]) -> QuerySet[Proof]:
    """Proofs with what their state and their place in a list need, in one query."""
    return rows.select_related(
        "candidate__project",
        "candidate__picture",
        "job__result",
        "job__result_mask",
        "made_by",
        "review__reviewer",
        "publication__withdrawal",
    )
