"""Reads of threads: what people said about a proof, and what is still open from before."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Prefetch

from editor.models import Comment, Proof, Thread


@dataclass(frozen=True)
class ThreadCard:
    """A thread with its turns, in order."""

    thread: Thread
    comments: tuple[Comment, ...]
    carried_over: bool
    """It was opened on an earlier revision than the one that is looked at."""

    @property
    def place(self) -> tuple[float, float, float, float] | None:
        """x, y, width and height in shares of the picture; None for the whole of it."""
        thread = self.thread
        if thread.x is None or thread.y is None or thread.width is None or thread.height is None:
            return None
        return thread.x, thread.y, thread.width, thread.height


def threads_on(proof: Proof) -> tuple[ThreadCard, ...]:
    """The threads of this revision, and those of earlier ones that are still open.

    A thread that was opened later is not among them.
    """
    comments = Comment.objects.select_related("author").order_by("written_at", "id")
    rows = (
        Thread.objects.filter(candidate_id=proof.candidate_id, proof__revision__lte=proof.revision)
        .select_related("proof", "opened_by")
        .prefetch_related(Prefetch("comments", queryset=comments))
        .order_by("resolved", "number")
    )
    return tuple(
        ThreadCard(thread, tuple(thread.comments.all()), thread.proof_id != proof.id)
        for thread in rows
        if thread.proof_id == proof.id or not thread.resolved
    )
