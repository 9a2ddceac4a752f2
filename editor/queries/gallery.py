"""Reads of a project's gallery."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from editor.models import Candidate, Project, Proof
from editor.queries.proofs import ProofState, state_of


@dataclass(frozen=True)
class Tile:
    """A candidate as the gallery shows it; ``state`` is its newest proof's, None without one."""

    id: UUID
    name: str
    digest: str
    width: int
    height: int
    added_at: datetime
    finding: str
    proof: UUID | None = None
    revision: int | None = None
    state: ProofState | None = None


def gallery(project: Project) -> list[Tile]:
    """Every candidate of a project, newest first, light enough for ten thousand of them."""
    newest: dict[UUID, tuple[UUID, int, ProofState]] = {}
    proofs = Proof.objects.filter(candidate__project=project).order_by("candidate", "revision")
    for candidate, proof, revision, status, gate, verdict, slug in proofs.values_list(
        "candidate", "pk", "revision", "job__status", "job__verdict", "review__verdict",
        "publication__slug",
    ):  # fmt: skip
        newest[candidate] = (proof, revision, state_of(status, gate, verdict, slug is not None))
    candidates = Candidate.objects.filter(project=project).values_list(
        "pk", "name", "picture", "picture__width", "picture__height", "added_at", "finding__status"
    )
    return [
        Tile(pk, name, digest, width or 0, height or 0, added, finding or "", *newest.get(pk, ()))
        for pk, name, digest, width, height, added, finding in candidates
    ]
