"""A person's verdict on a proof, bound to the digest of the picture they looked at."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from editor import access
from editor.actions import threads
from editor.actions.claims import check_not_held_by_another
from editor.actions.errors import ActionError
from editor.actions.hands import refuse_own_hand
from editor.actions.waivers import refuse_open_findings
from editor.ledger.append import append
from editor.ledger.review_kinds import ProofReviewed
from editor.models import Project, Proof, Review
from editor.notices import occasions
from editor.public_address import page_address
from editor.webhooks.events import ReviewDecided
from editor.webhooks.outbox import announce
from jobs import progress
from jobs.models import Job

REASON_LENGTH = 4000
Verdict = Review.Verdict
ReasonCode = Review.ReasonCode


def decide(
    *,
    proof: Proof,
    reviewer: User,
    verdict: str,
    reason: str = "",
    reason_code: str = ReasonCode.OTHER,
    suggested_stage: str = "",
    place: threads.Place | None = None,
    digest: str,
) -> Review:
    """Approve, reject or ask for changes; one decision a proof.

    ``digest`` names the picture that the reviewer saw; a decision on anything else is refused,
    as is one on a proof that another has claimed. A refusal's ``reason_code`` says what it is
    about. Changes may name the stage to change, one that the proof's job ran, and a ``place``,
    where the reason then opens a thread.
    """
    project = proof.candidate.project
    access.demand(reviewer, project, "can_review")
    reason = reason.strip()
    _check_words(verdict, reason)
    _check_reason_code(verdict, reason_code)
    _check_changes(proof, verdict, suggested_stage, place)
    with transaction.atomic():
        job = Job.objects.select_for_update().get(pk=proof.job_id)
        _check_proof(proof, job, digest)
        check_not_held_by_another(proof, reviewer)
        waived = check_approval(proof, job, reviewer) if verdict == Verdict.APPROVED else 0
        review = _keep(
            Review(
                proof=proof,
                reviewer=reviewer,
                maker_id=proof.made_by_id,
                verdict=verdict,
                reason=reason,
                reason_code="" if verdict == Verdict.APPROVED else reason_code,
                suggested_stage=suggested_stage,
                digest=digest,
                gate_verdict=job.verdict,
                waived=waived,
            )
        )
        said = None
        if place is not None:
            said = threads.begin(proof=proof, text=reason, place=place, by=reviewer)
        _tell(review, project)
        if said is not None:
            threads.note_opened(said)
        _enter(review, project)
    return review


def _keep(review: Review) -> Review:
    try:
        with transaction.atomic():
            review.save(force_insert=True)
    except IntegrityError as error:
        raise ActionError(_already_decided(review.proof)) from error
    return review


def _tell(review: Review, project: Project) -> None:
    """Let everyone hear of it who looks, listens or is meant."""
    progress.publish(
        stream=project.stream,
        kind="proof.reviewed",
        payload={"proof": str(review.proof_id), "verdict": str(review.verdict)},
    )
    announce(
        project,
        ReviewDecided(
            proof=str(review.proof_id),
            verdict=str(review.verdict),
            reason_code=str(review.reason_code),
            reason=review.reason,
            reviewer=review.reviewer.username,
            digest=review.digest,
            page=page_address("proof", review.proof_id),
        ),
    )
    occasions.decided(review)


def _enter(review: Review, project: Project) -> None:
    append(
        by=review.reviewer,
        project=project,
        subject=f"proof:{review.proof_id}",
        body=ProofReviewed(
            verdict=str(review.verdict),
            reason=review.reason,
            digest=review.digest,
            gate_verdict=review.gate_verdict,
            reason_code=str(review.reason_code),
            suggested_stage=review.suggested_stage,
            waived=review.waived,
        ),
    )


def _check_words(verdict: str, reason: str) -> None:
    if verdict not in Verdict.values:
        choices = ", ".join(Verdict.values)
        raise ActionError(f"'{verdict}' is not a verdict; choose one of {choices}.", "verdict")
    if verdict != Verdict.APPROVED and not reason:
        raise ActionError("Say why: the maker has nothing else to go by.", "reason")
    if len(reason) > REASON_LENGTH:
        raise ActionError(f"The reason is longer than {REASON_LENGTH} characters.", "reason")


def _check_reason_code(verdict: str, code: str) -> None:
    if verdict != Verdict.APPROVED and code not in ReasonCode.values:
        choices = ", ".join(ReasonCode.values)
        raise ActionError(f"'{code}' is not a reason; choose one of {choices}.", "reason_code")


def _check_changes(proof: Proof, verdict: str, stage: str, place: threads.Place | None) -> None:
    if verdict != Verdict.CHANGES:
        if stage:
            raise ActionError("Only changes can suggest a stage.", "suggested_stage")
        if place is not None:
            raise ActionError("Only changes can point at a place.", "place")
        return
    stages = list(proof.job.steps.order_by("index").values_list("stage", flat=True))
    if stage and stage not in stages:
        raise ActionError(
            f"This proof's job ran no stage '{stage}'; it ran {', '.join(stages)}.",
            "suggested_stage",
        )


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


def check_approval(proof: Proof, job: Job, reviewer: User) -> int:
    """How many findings were waived; ``ActionError`` says why this person cannot approve."""
    refuse_own_hand(proof, reviewer, "approve it")
    if job.verdict == Job.Verdict.FAIL:
        return refuse_open_findings(proof, job)
    if job.verdict != Job.Verdict.PASS:
        raise ActionError(
            "No gate looked at this proof: render it through a recipe that ends with one.",
            "verdict",
        )
    return 0


def _already_decided(proof: Proof) -> str:
    review = Review.objects.select_related("reviewer").get(proof=proof)
    return (
        f"{review.reviewer.username} has already decided: {review.get_verdict_display().lower()}. "
        "Another decision needs another render."
    )
