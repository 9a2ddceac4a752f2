"""The whole story of a proof."""

from __future__ import annotations

from editor.models import Proof
from editor.story.beginning import tell_beginning
from editor.story.graph import Chapter, Relation, Story, Weave
from editor.story.publishing import tell_publication, tell_replays
from editor.story.revisions import tell_decision, tell_earlier, tell_render

MOST_EARLIER = 30
"""Earlier revisions that are told at first; most proofs have a handful."""


def story_of(proof: Proof, *, whole: bool = False) -> Story:
    """From the prompt or the upload to the bytes that left the house, as far as it has come.

    Of earlier revisions and replays the newest, and how many were left out, unless ``whole``.
    """
    weave = Weave()
    tell_beginning(weave, proof)
    candidate = f"candidate:{proof.candidate_id}"
    earlier, left = _earlier(proof, whole=whole)
    weave.leave_out(Chapter.EARLIER, left)
    # What the first of those that are told followed is not told where some are left out.
    cause = "" if left else candidate
    for before in earlier:
        cause = tell_earlier(weave, before, cause)
        weave.tie(f"request:{before.pk}", Relation.USED, candidate)
    made = tell_render(weave, proof, cause)
    weave.tie(f"request:{proof.pk}", Relation.USED, candidate)
    decided = tell_decision(weave, proof, made)
    tell_publication(weave, proof, decided)
    tell_replays(weave, proof, made, whole=whole)
    return Story(
        proof=proof.pk,
        name=proof.candidate.name,
        revision=proof.revision,
        nodes=tuple(weave.nodes.values()),
        edges=tuple(weave.edges),
        left_out=tuple(weave.left_out),
    )


def _earlier(proof: Proof, *, whole: bool) -> tuple[list[Proof], int]:
    """The newest of the earlier revisions or all of them, first to last; how many are left out."""
    rows = Proof.objects.filter(candidate=proof.candidate_id, revision__lt=proof.revision)
    left = 0 if whole else max(0, rows.count() - MOST_EARLIER)
    rows = rows.select_related("job", "made_by", "review__reviewer").prefetch_related("threads")
    return list(rows.order_by("revision")[left:]), left
