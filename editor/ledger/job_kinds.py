"""The bodies of ledger entries about renders and other jobs: asked for, judged, ended."""

from __future__ import annotations

from jobs.stages.contract import Frozen


class ProofAsked(Frozen):
    """A canonical render was asked for; ``hands`` are the numbers of those with a part in it."""

    candidate: str
    revision: int
    job: str
    hands: tuple[int, ...]


class JobQueued(Frozen):
    """``recipe_sha256`` is of the YAML as it was asked for."""

    recipe: str
    recipe_sha256: str
    source: str
    mask: str
    seed: int
    deterministic: bool
    replay_of: str = ""


class JobRetried(Frozen):
    """A failed or cancelled job goes on; ``done`` steps keep what they gave."""

    done: int


class JobCancelAsked(Frozen):
    status: str


class JobEnded(Frozen):
    """``records`` are the digests of the finished steps' records, in order."""

    status: str
    result: str
    records: tuple[str, ...]
    error: str


class GateJudged(Frozen):
    """The gate's verdict on a picture; ``record`` is the digest of the record with its report."""

    picture: str
    verdict: str
    record: str
