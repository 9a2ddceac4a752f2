"""When somebody is told, who it is, and in which words: one function for each occasion."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db.models import Q
from django.urls import reverse

from editor.access import project_of_stream
from editor.job_homes import home_of
from editor.models import (
    Claim,
    Comment,
    Membership,
    Notice,
    OrderedFile,
    Project,
    Proof,
    Publication,
    PublicationOrder,
    Review,
    Webhook,
    Withdrawal,
)
from editor.notices.writing import Telling, named, notify
from jobs.models import Job
from jobs.witness import JobChange

Kind, Role = Notice.Kind, Membership.Role

VERDICTS = {
    Review.Verdict.APPROVED: "approved",
    Review.Verdict.REJECTED: "rejected",
    Review.Verdict.CHANGES: "asks for changes to",
}


def witness(*, job: Job, change: JobChange, by: User | None) -> None:
    """Hear that a job is over, and tell those who wait for it; in the change's transaction."""
    if change != JobChange.ENDED:
        return
    project = project_of_stream(job.stream)
    # A file to publish is told of by its order.
    if project is None or OrderedFile.objects.filter(job=job).exists():
        return
    if job.status == Job.Status.FAILED:
        failed(project, job)
        return
    proof = Proof.objects.filter(job=job).select_related("candidate").first()
    if proof is None or job.status != Job.Status.DONE:
        return
    if job.verdict == Job.Verdict.FAIL:
        gate_failed(project, proof)
    elif job.verdict == Job.Verdict.PASS:
        waits(project, proof)


def failed(project: Project, job: Job) -> None:
    """A job came to nothing: whoever asked for it is told."""
    told = Telling(Kind.JOB_FAILED, f"“{named(job.label)}” failed.", home_of(job), job.error)
    notify(project=project, to=[job.asked_by_id], told=told)


def gate_failed(project: Project, proof: Proof) -> None:
    """A proof did not pass: its maker is told."""
    told = Telling(Kind.GATE_FAILED, f"The gate failed {_called(proof)}.", _page(proof))
    notify(project=project, to=[proof.made_by_id], told=told)


def waits(project: Project, proof: Proof) -> None:
    """A proof passed: whoever sent the one before back is told, or all who may decide on it."""
    held = Claim.objects.filter(proof=proof, released_at__isnull=True)
    holder = held.values_list("reviewer", flat=True).first()
    if holder is None:
        words = f"{_begun(proof)} waits for your review."
        to = _reviewers(project, proof)
    else:
        words = f"{_begun(proof)} came back to you for review."
        to = [holder]
    notify(project=project, to=to, told=Telling(Kind.REVIEW_WAITS, words, _page(proof)))


def decided(review: Review) -> None:
    """A reviewer decided: the proof's maker is told."""
    proof = review.proof
    words = f"{review.reviewer.username} {VERDICTS[Review.Verdict(review.verdict)]}"
    words = f"{words} {_called(proof)}."
    told = Telling(Kind.REVIEW_DECIDED, words, _page(proof), review.reason)
    _tell_of(proof, [review.maker_id], told, review.reviewer)


def said(comment: Comment) -> None:
    """Somebody opened a thread or answered: its people and the proof's maker are told.

    What was said is not repeated: its author may take it back.
    """
    thread, proof = comment.thread, comment.thread.proof
    others = set(thread.comments.exclude(pk=comment.pk).values_list("author", flat=True))
    did = "answered in a thread on" if others else "commented on"
    words = f"{comment.author.username} {did} {_called(proof)}."
    told = Telling(Kind.THREAD_ANSWERED, words, f"{_page(proof)}#threads")
    _tell_of(proof, others | {proof.made_by_id}, told, comment.author)


def published(publication: Publication) -> None:
    """A proof left the house: its maker and its reviewer are told."""
    proof, by = publication.proof, publication.published_by
    told = Telling(Kind.PUBLISHED, f"{by.username} published {_called(proof)}.", _page(proof))
    _tell_of(proof, [proof.made_by_id, publication.review.reviewer_id], told, by)


def not_published(order: PublicationOrder) -> None:
    """An order came to nothing after a while: whoever gave it is told."""
    words = f"{_begun(order.proof)} could not be published."
    told = Telling(Kind.PUBLISHED, words, _page(order.proof), order.note)
    _tell_of(order.proof, [order.asked_by_id], told, None)


def withdrawn(withdrawal: Withdrawal) -> None:
    """A publication was taken back: whoever made, reviewed or published it is told."""
    publication, by = withdrawal.publication, withdrawal.withdrawn_by
    proof = publication.proof
    told = Telling(Kind.WITHDRAWN, f"{by.username} withdrew {_called(proof)}.", _page(proof))
    to = [proof.made_by_id, publication.review.reviewer_id, publication.published_by_id]
    _tell_of(proof, to, told, by)


def webhook_off(webhook: Webhook, reason: str) -> None:
    """The studio switched a webhook off: the project's leads are told."""
    project = webhook.project
    leads = project.memberships.filter(role=Role.LEAD).values_list("user", flat=True)
    words = f"The webhook of “{named(project.name)}” was switched off."
    page = reverse("webhook", args=[project.pk, webhook.pk])
    notify(project=project, to=leads, told=Telling(Kind.WEBHOOK_OFF, words, page, reason))


def _tell_of(proof: Proof, to: list[int] | set[int], told: Telling, by: User | None) -> None:
    notify(project=proof.candidate.project, to=to, told=told, by=by)


def _reviewers(project: Project, proof: Proof) -> list[int]:
    """Who may decide on a proof: reviewers and leads without a hand in it who are no auditors."""
    members = project.memberships.filter(role__in=[Role.REVIEWER, Role.LEAD])
    members = members.filter(Q(user__auditor__isnull=True) | Q(user__is_staff=True))
    hands = proof.contributions.values_list("person", flat=True)
    deciding = set(members.values_list("user", flat=True))
    return sorted(deciding - {proof.made_by_id, *hands})


def _called(proof: Proof) -> str:
    return f"revision {proof.revision} of “{named(proof.candidate.name)}”"


def _begun(proof: Proof) -> str:
    return "R" + _called(proof)[1:]


def _page(proof: Proof) -> str:
    return reverse("proof", args=[proof.pk])
