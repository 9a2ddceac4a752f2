"""Orders to publish: each comes to a publication, or to the reason why it did not."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction

from editor.actions.publication_signing import SignedFile, sign_all
from editor.credentials.errors import CredentialError
from editor.evidence import gate_report
from editor.ledger.append import append
from editor.ledger.publication_kinds import ProofPublished
from editor.models import OrderedFile, Publication, PublicationOrder, PublishedFile
from editor.models.proofs import new_slug
from editor.notices import occasions
from editor.public_address import page_address
from editor.queries.waivers import covered
from editor.webhooks.events import PublicationPublished, PublishedFileTold
from editor.webhooks.outbox import announce
from jobs import progress
from jobs.artifacts import ArtifactError
from jobs.models import Job
from jobs.stages.contract import StageError
from jobs.witness import JobChange

Outcome = PublicationOrder.Outcome


def witness(*, job: Job, change: JobChange, by: User | None) -> None:
    """Hear that a job is over, and finish the order that waits for it once that is committed."""
    if change != JobChange.ENDED:
        return
    waiting = PublicationOrder.objects.filter(outcome=Outcome.OPEN, files__job=job)
    order = waiting.values_list("pk", flat=True).first()
    if order is not None:
        transaction.on_commit(partial(finish, order), robust=True)


def is_ready(order: PublicationOrder) -> bool:
    """Whether no job of the order is still to end."""
    return all(file.job is None or file.job.is_over for file in order.files.select_related("job"))


def finish(order_id: UUID) -> None:
    """Sign and publish an order whose files are all gated, or close it with the reason.

    Does nothing while one is still to be gated, or when another process was first.
    """
    order = PublicationOrder.objects.select_related(
        "review",
        "asked_by",
        "proof__job__result",
        "proof__candidate__project",
        "proof__candidate__original",
    ).get(pk=order_id)
    if order.outcome != Outcome.OPEN or not is_ready(order):
        return
    files = list(order.files.select_related("job__result"))
    refused = _refusal(order, files)
    if refused is not None:
        _close(order, *refused)
        return
    slug = new_slug()
    try:
        signed = sign_all(order, files, slug)
    except (CredentialError, StageError, ArtifactError) as error:
        _close(order, Outcome.FAILED, str(error))
        return
    _publish(order, slug, signed)


def tell(order: PublicationOrder) -> None:
    """Tell the project's watchers where an order stands; inside the change's transaction."""
    progress.publish(
        stream=order.proof.candidate.project.stream,
        kind="proof.publishing",
        payload={"proof": str(order.proof_id), "outcome": str(order.outcome)},
    )


def _refusal(order: PublicationOrder, files: list[OrderedFile]) -> tuple[Outcome, str] | None:
    """Why a file may not go out; one that did not pass holds back the others."""
    for file in files:
        job = file.job
        if job is None:
            continue
        if job.status != Job.Status.DONE:
            words = job.error or f"its job was {job.status}"
            return Outcome.FAILED, f"{file.title} could not be made: {words}"
        if job.verdict != Job.Verdict.PASS and not _answered_for(order, job):
            return Outcome.BLOCKED, f"The gate failed {file.title}: {_failed_checks(job)}."
    return None


def _answered_for(order: PublicationOrder, job: Job) -> bool:
    """Whether a person waived on the proof whatever the gate finds in its file again."""
    report, approved = gate_report(job), order.proof.job.result
    if report is None or job.result is None or not approved or not approved.width:
        return False
    scale = (job.result.width or 0) / approved.width
    return covered(report, order.proof.waivers.all(), scale)


def _failed_checks(job: Job) -> str:
    report = gate_report(job)
    failed = [check.title for check in report.checks if check.verdict == "fail"] if report else []
    return ", ".join(failed) or "it gave no verdict"


def _close(order: PublicationOrder, outcome: Outcome, note: str) -> None:
    with transaction.atomic():
        if _moved(order, outcome, note):
            tell(order)
            # Without a file that was waited for, whoever asked reads the note in the answer.
            if order.files.filter(job__isnull=False).exists():
                occasions.not_published(order)


def _publish(order: PublicationOrder, slug: str, signed: list[SignedFile]) -> None:
    with transaction.atomic():
        if not _moved(order, Outcome.PUBLISHED, ""):
            return
        publication = Publication.objects.create(
            slug=slug,
            proof=order.proof,
            review=order.review,
            picture_id=order.review.digest,
            published_by=order.asked_by,
        )
        for one in signed:
            PublishedFile.objects.create(
                publication=publication,
                signed=one.signed,
                shown=one.shown,
                record=one.record,
                gate_job=one.file.job,
                phash=one.phash,
                signer=one.signer,
                development=one.development,
                **one.file.wanted.model_dump(),
            )
        progress.publish(
            stream=order.proof.candidate.project.stream,
            kind="proof.published",
            payload={"proof": str(order.proof_id), "slug": publication.slug},
        )
        announce(order.proof.candidate.project, _told(publication))
        occasions.published(publication)
        append(
            by=order.asked_by,
            project=order.proof.candidate.project,
            subject=f"publication:{publication.slug}",
            body=ProofPublished(
                proof=str(order.proof_id),
                picture=order.review.digest,
                review=order.review_id,
                files=tuple(one.signed.digest for one in signed),
            ),
        )


def _told(publication: Publication) -> PublicationPublished:
    """What webhooks hear of a publication that was just made."""
    return PublicationPublished(
        publication=publication.slug,
        proof=str(publication.proof_id),
        files=tuple(
            PublishedFileTold(
                sha256=file.signed_id,
                address=page_address("publication-file", publication.slug, file.name),
            )
            for file in publication.files.select_related("signed")
        ),
        page=page_address("publication", publication.slug),
    )


def _moved(order: PublicationOrder, outcome: Outcome, note: str) -> bool:
    """``open → outcome``, by whoever's UPDATE changes the row."""
    open_orders = PublicationOrder.objects.filter(pk=order.pk, outcome=Outcome.OPEN)
    if open_orders.update(outcome=outcome, note=note) != 1:
        return False
    order.outcome, order.note = outcome, note
    return True
