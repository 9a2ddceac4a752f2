"""Publishing: approved bytes, and only those, get a public address."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from editor import access
from editor.actions.errors import ActionError
from editor.ledger.append import append
from editor.ledger.kinds import ProofPublished
from editor.models import Proof, Publication, Review
from jobs import artifacts, progress
from jobs.models import Job


def publish(*, proof: Proof, by: User) -> Publication:
    """Publish an approved proof, after reading its bytes back and comparing their digest."""
    project = proof.candidate.project
    access.demand(by, project, "can_publish")
    with transaction.atomic():
        job = Job.objects.select_for_update().get(pk=proof.job_id)
        review = _approval(proof, job)
        artifacts.read(review.digest)
        try:
            with transaction.atomic():
                publication = Publication.objects.create(
                    proof=proof, review=review, picture_id=review.digest, published_by=by
                )
        except IntegrityError as error:
            raise ActionError("This proof is already published.") from error
        progress.publish(
            stream=project.stream,
            kind="proof.published",
            payload={"proof": str(proof.id), "slug": publication.slug},
        )
        append(
            by=by,
            project=project,
            subject=f"publication:{publication.slug}",
            body=ProofPublished(proof=str(proof.id), picture=review.digest, review=review.pk),
        )
    return publication


def _approval(proof: Proof, job: Job) -> Review:
    review = Review.objects.filter(proof=proof).first()
    if review is None:
        raise ActionError("Nobody has approved this proof yet.")
    if review.verdict != Review.Verdict.APPROVED:
        raise ActionError(
            f"The reviewer's verdict was “{review.get_verdict_display().lower()}”; "
            "only an approved proof can be published."
        )
    if review.digest != job.result_id:
        raise ActionError("The proof is no longer the picture that was approved.")
    return review
