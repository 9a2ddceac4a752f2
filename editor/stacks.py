"""Near-duplicates among an exploration's samples: laid on one stack, never hidden."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import TypeVar

from jobs.stages.perceptual_hash import distance

NEAR_DUPLICATE_BITS = 6
"""Samples whose perceptual hashes differ in at most so many of 64 bits look much the same."""

K = TypeVar("K", bound=Hashable)


def stacked(hashes: Iterable[tuple[K, str]]) -> list[tuple[K, ...]]:
    """Stacks of keys whose pictures look much the same, by 64 bit perceptual hash.

    Each key goes onto the first stack whose first member is near enough, or begins one of its
    own; the order is kept. A key without a hash stands alone.
    """
    stacks: list[tuple[str, list[K]]] = []
    for key, phash in hashes:
        near = (
            members
            for first, members in stacks
            if phash and first and distance(first, phash) <= NEAR_DUPLICATE_BITS
        )
        members = next(near, None)
        if members is None:
            stacks.append((phash, [key]))
        else:
            members.append(key)
    return [tuple(members) for _, members in stacks]
