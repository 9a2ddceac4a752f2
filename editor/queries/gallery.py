"""Reads of a project's gallery."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from editor.models import Candidate, Project, Proof
from editor.queries.proofs import ProofState, state_of
from editor.stacks import stacked


@dataclass(frozen=True)
class Origin:
    """Where a sample came from, and which of its exploration's samples look much like it.

    ``stack`` is the candidate that lies on top of its stack, itself when it is on top or alone;
    ``stack_size`` counts the stack's members, 1 when it is alone.
    """

    exploration: UUID
    sample_index: int
    seed: int
    stack: UUID
    stack_size: int


@dataclass(frozen=True)
class Tile:
    """A candidate as the gallery shows it; ``state`` is its newest proof's, None without one.

    ``origin`` is None for an upload.
    """

    id: UUID
    name: str
    digest: str
    width: int
    height: int
    added_at: datetime
    finding: str
    picked: bool = False
    origin: Origin | None = None
    proof: UUID | None = None
    revision: int | None = None
    state: ProofState | None = None

    @property
    def is_on_top(self) -> bool:
        """True for what shows while its stack is closed: its top, and all that lies alone."""
        return self.origin is None or self.origin.stack == self.id


def gallery(project: Project) -> list[Tile]:
    """Every candidate of a project, newest first, light enough for ten thousand of them."""
    return tiles_of(project)


def tiles_of(project: Project, exploration: UUID | None = None) -> list[Tile]:
    """The candidates of a project, or of one of its explorations, newest first."""
    rows = Candidate.objects.filter(project=project)
    proofs = Proof.objects.filter(candidate__project=project)
    if exploration is not None:
        rows = rows.filter(exploration=exploration)
        proofs = proofs.filter(candidate__exploration=exploration)
    newest: dict[UUID, tuple[UUID, int, ProofState]] = {}
    for candidate, proof, revision, status, gate, verdict, slug, withdrawn in proofs.order_by(
        "candidate", "revision"
    ).values_list(
        "candidate", "pk", "revision", "job__status", "job__verdict", "review__verdict",
        "publication__slug", "publication__withdrawal",
    ):  # fmt: skip
        state = state_of(status, gate, verdict, slug is not None, withdrawn is not None)
        newest[candidate] = (proof, revision, state)
    found = list(
        rows.values_list(
            "pk", "name", "picture", "picture__width", "picture__height", "added_at",
            "finding__status", "picked_at", "exploration", "sample_index", "seed", "phash",
        )
    )  # fmt: skip
    origins = _origins((row[0], *row[-4:]) for row in found)
    return [
        Tile(
            pk, name, digest, width or 0, height or 0, added, finding or "", picked is not None,
            origins.get(pk), *newest.get(pk, ()),
        )
        for pk, name, digest, width, height, added, finding, picked, *_ in found
    ]  # fmt: skip


def _origins(
    candidates: Iterable[tuple[UUID, UUID | None, int | None, int | None, str]],
) -> dict[UUID, Origin]:
    """Each sample's origin; the rows are candidate, exploration, index, seed and hash."""
    explorations: dict[UUID, list[tuple[int, UUID, int, str]]] = {}
    for pk, exploration, index, seed, phash in candidates:
        if exploration is not None and index is not None and seed is not None:
            explorations.setdefault(exploration, []).append((index, pk, seed, phash))
    origins = {}
    for exploration, members in explorations.items():
        members.sort()
        facts = {pk: (index, seed) for index, pk, seed, _ in members}
        for stack in stacked((pk, phash) for _, pk, _, phash in members):
            for pk in stack:
                origins[pk] = Origin(exploration, *facts[pk], stack[0], len(stack))
    return origins
