"""The bodies of ledger entries about what leaves the house, and who is told of it."""

from __future__ import annotations

from jobs.stages.contract import Frozen


class ProofPublished(Frozen):
    """``files`` are the digests of the signed bytes that left the house."""

    proof: str
    picture: str
    review: int
    files: tuple[str, ...] = ()


class PublicationWithdrawn(Frozen):
    """``reason`` is told to the public; ``words`` are not."""

    proof: str
    reason: str
    words: str


class WebhookSet(Frozen):
    """Where decisions are told from now on, and which; ``change`` says what was done to it."""

    url: str
    events: tuple[str, ...]
    on: bool
    change: str


class WebhookRemoved(Frozen):
    url: str
    events: tuple[str, ...]
