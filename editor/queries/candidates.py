"""Reads of one candidate."""

from __future__ import annotations

from dataclasses import dataclass

from editor.evidence import found_regions
from editor.models import Candidate
from editor.queries.proofs import Standing, proof_state, proofs_of
from jobs.stages.contract import Region


@dataclass(frozen=True)
class CandidatePage:
    """A candidate, the text found on it, and its proofs, newest first."""

    candidate: Candidate
    regions: tuple[Region, ...] | None
    proofs: tuple[Standing, ...]


def candidate_page(candidate: Candidate) -> CandidatePage:
    """What a candidate's page shows."""
    return CandidatePage(
        candidate=candidate,
        regions=found_regions(candidate),
        proofs=tuple(Standing(one, proof_state(one)) for one in proofs_of(candidate)),
    )
