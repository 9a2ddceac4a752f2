"""Taking a proof on, so that two reviewers never judge the same one unawares."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone

from editor import access
from editor.actions.errors import ActionError
from editor.models import Claim, Proof, Review
from jobs import progress
from jobs.models import Job


def claim(*, proof: Proof, by: User) -> Claim:
    """Take a finished proof on; whoever comes second is told who was first.

    A claim that this person holds already is given back as it is. Raises ``ActionError`` for a
    proof that is decided on, that is still rendering, that they made, or that another holds.
    """
    access.demand(by, proof.candidate.project, "can_review")
    with transaction.atomic():
        job = Job.objects.select_for_update().get(pk=proof.job_id)
        if job.status != Job.Status.DONE:
            raise ActionError(f"The render is {job.status}; only a finished proof can be claimed.")
        if Review.objects.filter(proof=proof).exists():
            raise ActionError("This proof has been decided on: there is nothing left to claim.")
        if proof.made_by_id == by.pk:
            raise ActionError("You made this proof; someone else has to judge it.")
        return held_by(proof, by)


def held_by(proof: Proof, reviewer: User) -> Claim:
    """The proof's claim by this reviewer, made if nobody holds one; inside a transaction."""
    try:
        with transaction.atomic():
            made = Claim.objects.create(proof=proof, reviewer=reviewer)
    except IntegrityError:
        return _own(proof, reviewer)
    _tell(proof)
    return made


def check_not_held_by_another(proof: Proof, reviewer: User) -> None:
    """Raise ``ActionError`` when somebody else has taken this proof on."""
    held = holder(proof)
    if held is not None and held.reviewer_id != reviewer.pk:
        raise ActionError(_taken(held))


def holder(proof: Proof) -> Claim | None:
    """The claim that holds a proof now."""
    held = Claim.objects.filter(proof=proof, released_at__isnull=True)
    return held.select_related("reviewer").first()


def release(*, proof: Proof, by: User) -> Claim:
    """Let a proof go again: one's own, or as a lead anybody's."""
    may = access.permissions(by, proof.candidate.project)
    access.demand(by, proof.candidate.project, "can_review")
    with transaction.atomic():
        held = holder(proof)
        if held is None:
            raise ActionError("Nobody has claimed this proof.")
        if held.reviewer_id != by.pk and not may.can_manage:
            raise ActionError(f"{_taken(held)} Only they or a lead can release it.")
        updated = Claim.objects.filter(pk=held.pk, released_at__isnull=True).update(
            released_at=timezone.now(), released_by=by
        )
        if updated != 1:
            raise ActionError("Somebody released it meanwhile.")
        _tell(proof)
    held.refresh_from_db()
    return held


def give_back(proof: Proof) -> Claim | None:
    """Give a new revision to whoever asked for it, if they may still judge it.

    Inside the transaction that makes the proof. None when the revision before was not sent back.
    """
    asked = Review.objects.filter(proof__candidate=proof.candidate, verdict=Review.Verdict.CHANGES)
    last = asked.select_related("reviewer").order_by("-proof__revision").first()
    if last is None or last.proof.revision != proof.revision - 1:
        return None
    reviewer = last.reviewer
    may = access.permissions(reviewer, proof.candidate.project)
    if not reviewer.is_active or not may.can_review or reviewer.pk == proof.made_by_id:
        return None
    return held_by(proof, reviewer)


def _own(proof: Proof, reviewer: User) -> Claim:
    held = holder(proof)
    if held is None:
        raise ActionError("Somebody claimed and released it meanwhile: try again.")
    if held.reviewer_id != reviewer.pk:
        raise ActionError(_taken(held))
    return held


def _taken(held: Claim) -> str:
    return f"{held.reviewer.username} has claimed this proof since {held.claimed_at:%H:%M} UTC."


def _tell(proof: Proof) -> None:
    progress.publish(
        stream=proof.candidate.project.stream,
        kind="proof.claimed",
        payload={"proof": str(proof.id)},
    )
