"""Taking a proof on, so that two reviewers never judge the same one unawares."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone

from editor import access
from editor.actions.errors import ActionError
from editor.ledger.append import append
from editor.ledger.review_kinds import ProofClaimed, ProofReleased
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
        made = _made(proof, by)
        if made is None:
            return _own(proof, by)
        note(made, by=by)
        return made


def note(made: Claim, *, by: User | None) -> None:
    """Write a claim into the ledger; ``by`` is None where the studio gave the proof back."""
    reviewer = made.reviewer
    append(
        by=by,
        project=made.proof.candidate.project,
        subject=f"proof:{made.proof_id}",
        body=ProofClaimed(
            reviewer_id=reviewer.pk, reviewer=reviewer.get_username(), returned=by is None
        ),
    )


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
        append(
            by=by,
            project=proof.candidate.project,
            subject=f"proof:{proof.pk}",
            body=ProofReleased(reviewer_id=held.reviewer_id, reviewer=held.reviewer.username),
        )
    held.refresh_from_db()
    return held


def give_back(proof: Proof) -> Claim | None:
    """Give a new revision to whoever asked for it, if they may still judge it.

    Inside the transaction that makes the proof, which notes it at its end. None when the revision
    before was not sent back.
    """
    asked = Review.objects.filter(proof__candidate=proof.candidate, verdict=Review.Verdict.CHANGES)
    last = asked.select_related("reviewer").order_by("-proof__revision").first()
    if last is None or last.proof.revision != proof.revision - 1:
        return None
    reviewer = last.reviewer
    may = access.permissions(reviewer, proof.candidate.project)
    if not reviewer.is_active or not may.can_review or reviewer.pk == proof.made_by_id:
        return None
    return _made(proof, reviewer)


def _made(proof: Proof, reviewer: User) -> Claim | None:
    """A new claim; None when somebody holds the proof already."""
    try:
        with transaction.atomic():
            made = Claim.objects.create(proof=proof, reviewer=reviewer)
    except IntegrityError:
        return None
    _tell(proof)
    return made


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
