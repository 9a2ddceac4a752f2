"""Talking about a proof: open a thread at a place, answer, resolve, reopen, withdraw."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from editor import access
from editor.actions.errors import ActionError
from editor.ledger.append import append
from editor.ledger.review_kinds import (
    CommentWithdrawn,
    ThreadAnswered,
    ThreadOpened,
    ThreadReopened,
    ThreadResolved,
)
from editor.models import Candidate, Comment, Proof, Thread
from editor.notices import occasions
from jobs import progress
from jobs.models import Job
from jobs.stages.contract import Frozen

TEXT_LENGTH = 4000


@dataclass(frozen=True)
class Place:
    """A box on a picture in shares of its width and height, 0 to 1; no extent is a point."""

    x: float
    y: float
    width: float = 0.0
    height: float = 0.0


def open_thread(*, proof: Proof, text: str, place: Place | None = None, by: User) -> Thread:
    """Begin a thread on a finished proof, at a place or about the whole picture.

    Raises ``ActionError`` for empty or endless words, a place outside the picture, and a proof
    that is not there yet.
    """
    with transaction.atomic():
        comment = begin(proof=proof, text=text, place=place, by=by)
        occasions.said(comment)
        note_opened(comment)
    return comment.thread


def begin(*, proof: Proof, text: str, place: Place | None, by: User) -> Comment:
    """Open a thread with its first comment, inside a transaction that tells of it and notes it.

    A decision at a place does so: it tells its maker once, of the decision.
    """
    access.demand(by, proof.candidate.project, "can_comment")
    words = _checked(text)
    if place is not None:
        _check_place(place)
    if proof.job.status != Job.Status.DONE:
        raise ActionError(f"The render is {proof.job.status}; there is nothing to speak of yet.")
    # The candidate's row is the lock that makes numbers count without a gap or a clash.
    Candidate.objects.select_for_update().get(pk=proof.candidate_id)
    threads = Thread.objects.filter(candidate_id=proof.candidate_id)
    last = threads.aggregate(last=Max("number"))["last"] or 0
    thread = Thread.objects.create(
        candidate_id=proof.candidate_id,
        proof=proof,
        number=last + 1,
        opened_by=by,
        **(vars(place) if place is not None else {}),
    )
    comment = Comment.objects.create(thread=thread, author=by, text=words)
    _tell(thread)
    return comment


def note_opened(comment: Comment) -> None:
    """Write into the ledger that a thread was opened with this comment."""
    thread = comment.thread
    place = (thread.x, thread.y, thread.width, thread.height)
    body = ThreadOpened(
        thread=str(thread.pk),
        comment=str(comment.pk),
        place=tuple(part for part in place if part is not None),
        text_sha256=_digest(comment),
    )
    _note(thread, comment.author, body)


def reply(*, thread: Thread, text: str, by: User) -> Comment:
    """Answer in an open thread; a resolved one has to be reopened first."""
    access.demand(by, thread.candidate.project, "can_comment")
    words = _checked(text)
    with transaction.atomic():
        current = Thread.objects.select_for_update().get(pk=thread.pk)
        if current.resolved:
            raise ActionError("This thread is resolved: reopen it to go on.", "text")
        comment = Comment.objects.create(thread=current, author=by, text=words)
        _tell(current)
        occasions.said(comment)
        answered = ThreadAnswered(
            thread=str(current.pk), comment=str(comment.pk), text_sha256=_digest(comment)
        )
        _note(current, by, answered)
    return comment


def resolve(*, thread: Thread, by: User) -> Comment:
    """Call a thread settled."""
    return _turn(thread, by, resolved=True)


def reopen(*, thread: Thread, by: User) -> Comment:
    """Take a settled thread up again."""
    return _turn(thread, by, resolved=False)


def withdraw(*, comment: Comment, by: User) -> Comment:
    """Take one's own words back: that they were there stays to be seen, what they said does not."""
    access.demand(by, comment.thread.candidate.project, "can_comment")
    if comment.author_id != by.pk:
        raise ActionError("Only whoever wrote a comment can withdraw it.")
    if comment.kind != Comment.Kind.SAID:
        raise ActionError("Only words can be withdrawn; resolve or reopen the thread instead.")
    with transaction.atomic():
        updated = Comment.objects.filter(pk=comment.pk, withdrawn_at__isnull=True).update(
            withdrawn_at=timezone.now()
        )
        if updated != 1:
            raise ActionError("This comment is withdrawn already.")
        _tell(comment.thread)
        thread = comment.thread
        withdrawn = CommentWithdrawn(
            thread=str(thread.pk), comment=str(comment.pk), text_sha256=_digest(comment)
        )
        _note(thread, by, withdrawn)
    comment.refresh_from_db()
    return comment


def _turn(thread: Thread, by: User, *, resolved: bool) -> Comment:
    access.demand(by, thread.candidate.project, "can_comment")
    kind = Comment.Kind.RESOLVED if resolved else Comment.Kind.REOPENED
    with transaction.atomic():
        updated = Thread.objects.filter(pk=thread.pk, resolved=not resolved).update(
            resolved=resolved
        )
        if updated != 1:
            raise ActionError(f"This thread is {'resolved' if resolved else 'open'} already.")
        comment = Comment.objects.create(thread=thread, author=by, kind=kind)
        _tell(thread)
        turned = ThreadResolved if resolved else ThreadReopened
        _note(thread, by, turned(thread=str(thread.pk)))
    return comment


def _checked(text: str) -> str:
    words = text.strip()
    if not words:
        raise ActionError("Say something: a thread without words tells nobody anything.", "text")
    if len(words) > TEXT_LENGTH:
        raise ActionError(
            f"The comment has {len(words)} characters; at most {TEXT_LENGTH} fit: say it shorter, "
            "or in several comments.",
            "text",
        )
    return words


def _check_place(place: Place) -> None:
    for name, value in vars(place).items():
        if not math.isfinite(value) or not 0 <= value <= 1:
            raise ActionError(
                f"{name} is {value:g}; expected a share of the picture from 0 to 1.", "place"
            )
    if place.x + place.width > 1 + 1e-9 or place.y + place.height > 1 + 1e-9:
        raise ActionError(
            "The place reaches beyond the picture: x + width and y + height may be at most 1.",
            "place",
        )


def _digest(comment: Comment) -> str:
    return hashlib.sha256(comment.text.encode()).hexdigest()


def _note(thread: Thread, by: User, body: Frozen) -> None:
    project, subject = thread.candidate.project, f"proof:{thread.proof_id}"
    append(by=by, project=project, subject=subject, body=body)


def _tell(thread: Thread) -> None:
    progress.publish(
        stream=thread.candidate.project.stream,
        kind="thread.changed",
        payload={"candidate": str(thread.candidate_id), "thread": str(thread.id)},
    )
