"""A person's verdict on a proof, bound to the digest of the picture they looked at."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from editor import access
from editor.actions.errors import ActionError
from editor.ledger.append import append
from editor.ledger.kinds import ProofReviewed
from editor.models import Proof, Review
from jobs import progress
from jobs.models import Job

REASON_LENGTH = 4000
Verdict = Review.Verdict


def decide(*, proof: Proof, reviewer: User, verdict: str, reason: str = "", digest: str) -> Review:
    """Approve, reject or ask for changes; one decision a proof.

    ``digest`` names the picture that the reviewer saw; a decision on anything else is refused.
    """
    project = proof.candidate.project
    access.demand(reviewer, project, "can_review")
    reason = reason.strip()
    _check_words(verdict, reason)
    with transaction.atomic():
        job = Job.objects.select_for_update().get(pk=proof.job_id)
        _check_proof(proof, job, digest)
        if verdict == Verdict.APPROVED:
            check_approval(proof, job, reviewer)
        try:
            with transaction.atomic():
                review = Review.objects.create(
                    proof=proof,
                    reviewer=reviewer,
                    maker_id=proof.made_by_id,
                    verdict=verdict,
                    reason=reason,
                    digest=digest,
                    gate_verdict=job.verdict,
                )
        except IntegrityError as error:
            raise ActionError(_already_decided(proof)) from error
        progress.publish(
            stream=project.stream,
            kind="proof.reviewed",
            payload={"proof": str(proof.id), "verdict": str(review.verdict)},
        )
        append(
            by=reviewer,
            project=project,
            subject=f"proof:{proof.pk}",
            body=ProofReviewed(
                verdict=str(review.verdict),
                reason=reason,
                digest=digest,
                gate_verdict=job.verdict,
            ),
        )
    return review


def _check_words(verdict: str, reason: str) -> None:
    if verdict not in Verdict.values:
        choices = ", ".join(Verdict.values)
        raise ActionError(f"'{verdict}' is not a verdict; choose one of {choices}.", "verdict")
    if verdict != Verdict.APPROVED and not reason:
        raise ActionError("Say why: the maker has nothing else to go by.", "reason")
    if len(reason) > REASON_LENGTH:
        raise ActionError(f"The reason is longer than {REASON_LENGTH} characters.", "reason")


def _check_proof(proof: Proof, job: Job, digest: str) -> None:
    if job.status != Job.Status.DONE:
        raise ActionError(f"The render is {job.status}; only a finished proof can be judged.")
    if digest != job.result_id:
        raise ActionError(
            "The proof changed while you looked: open it again and judge what is there now.",
            "digest",
        )
    if Review.objects.filter(proof=proof).exists():
        raise ActionError(_already_decided(proof))


def check_approval(proof: Proof, job: Job, reviewer: User) -> None:
    """Raise ``ActionError`` with the reason why this person cannot approve this proof."""
    if reviewer.pk == proof.made_by_id:
        raise ActionError("You made this proof; someone else has to approve it.", "verdict")
    if proof.contributions.filter(person=reviewer).exists():
        raise ActionError("You drew this proof's mask; someone else has to approve it.", "verdict")
    if job.verdict == Job.Verdict.FAIL:
        raise ActionError("The gate failed this proof; it cannot be approved.", "verdict")
    if job.verdict != Job.Verdict.PASS:
        raise ActionError(
            "No gate looked at this proof: render it through a recipe that ends with one.",
            "verdict",
        )


def _already_decided(proof: Proof) -> str:
    review = Review.objects.select_related("reviewer").get(proof=proof)
    return (
        f"{review.reviewer.username} has already decided: {review.get_verdict_display().lower()}. "
        "Another decision needs another render."
    )
