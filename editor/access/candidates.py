"""Candidates with what was made of them: explorations, proofs and the talk about both."""

from __future__ import annotations

from uuid import UUID

from editor.access.people import Viewer
from editor.access.projects import visible_projects
from editor.access.rows import one_of
from editor.models import Candidate, Comment, Exploration, Proof, Thread


def candidate_for(viewer: Viewer, candidate_id: UUID | str) -> Candidate:
    """A candidate of a project this person may see, with what its page needs."""
    rows = Candidate.objects.filter(project__in=visible_projects(viewer)).select_related(
        "project",
        "original",
        "picture",
        "drawn_mask",
        "finding",
        "added_by",
        "picked_by",
        "exploration",
    )
    return one_of(rows, candidate_id, "candidate")


def exploration_for(viewer: Viewer, exploration_id: UUID | str) -> Exploration:
    """An exploration of a project this person may see, with what its page needs."""
    rows = Exploration.objects.filter(project__in=visible_projects(viewer)).select_related(
        "project", "job", "asked_by"
    )
    return one_of(rows, exploration_id, "exploration")


def proof_for(viewer: Viewer, proof_id: UUID | str) -> Proof:
    """A proof of a project this person may see, with what its page needs."""
    seen = Proof.objects.filter(candidate__project__in=visible_projects(viewer))
    rows = seen.prefetch_related("fetches").select_related(
        "candidate__project",
        "candidate__picture",
        "job__result",
        "job__result_mask",
        "made_by",
        "review__reviewer",
        "publication__withdrawal__withdrawn_by",
    )
    return one_of(rows, proof_id, "proof")


def thread_for(viewer: Viewer, thread_id: UUID | str) -> Thread:
    """A thread of a project this person may see."""
    rows = Thread.objects.filter(candidate__project__in=visible_projects(viewer))
    return one_of(rows.select_related("candidate__project", "proof"), thread_id, "thread")


def comment_for(viewer: Viewer, comment_id: UUID | str) -> Comment:
    """A comment of a project this person may see."""
    rows = Comment.objects.filter(thread__candidate__project__in=visible_projects(viewer))
    return one_of(rows.select_related("thread__candidate__project"), comment_id, "comment")
