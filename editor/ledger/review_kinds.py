"""The bodies of ledger entries about judging proofs: claims, comments, waivers, verdicts."""

from __future__ import annotations

from jobs.stages.contract import Frozen


class FindingWaived(Frozen):
    """A reviewer answers for one finding of a failed check, on the picture with this digest."""

    check: str
    check_version: str
    box: tuple[int, int, int, int]
    finding: str
    reason: str
    digest: str


class ProofReviewed(Frozen):
    """``waived`` counts the findings of a failed gate that were answered for before."""

    verdict: str
    reason: str
    digest: str
    gate_verdict: str
    reason_code: str = ""
    suggested_stage: str = ""
    waived: int = 0


class ProofClaimed(Frozen):
    """A reviewer took a proof on; ``returned`` where the studio gave it back to them."""

    reviewer_id: int
    reviewer: str
    returned: bool


class ProofReleased(Frozen):
    """A claim ended before a decision: by the reviewer who held it, or by a lead."""

    reviewer_id: int
    reviewer: str


class ThreadOpened(Frozen):
    """``place`` is x, y, width and height in shares of the picture; empty for all of it.

    Of words here and below the SHA-256 is kept alone: their author may take them back.
    """

    thread: str
    comment: str
    place: tuple[float, ...]
    text_sha256: str


class ThreadAnswered(Frozen):
    thread: str
    comment: str
    text_sha256: str


class ThreadResolved(Frozen):
    thread: str


class ThreadReopened(Frozen):
    thread: str


class CommentWithdrawn(Frozen):
    """The author took these words back: they are shown no longer."""

    thread: str
    comment: str
    text_sha256: str
