"""The bodies of ledger entries about candidates: how they came, and what was done to them."""

from __future__ import annotations

from jobs.stages.contract import Frozen


class ExplorationAsked(Frozen):
    job: str
    prompt: str
    count: int


class CandidateAdded(Frozen):
    """An upload, or a sample of an exploration, with the digests of its bytes."""

    name: str
    original: str
    picture: str
    exploration: str = ""


class CandidatePicked(Frozen):
    picture: str


class CandidateUnpicked(Frozen):
    picture: str


class MaskDrawn(Frozen):
    mask: str


class MaskCleared(Frozen):
    mask: str


class PictureLinkMade(Frozen):
    """A picture can be fetched without a sign-in until then; ``width`` is 0 for its own bytes."""

    digest: str
    width: int
    expires_at: str
