"""Which combinations of object and colour are never trained on, so that they can be asked for."""

from __future__ import annotations

import hashlib

from jobs.training.still_life.looks import COLOURS
from jobs.training.still_life.objects import OBJECTS

HELD_OUT_PERCENT = 15
Pair = tuple[str, str]


def held_out(thing: str, colour: str) -> bool:
    """Whether the pair is held out: decided by its name alone, so never differently."""
    digest = hashlib.sha256(f"{thing}/{colour}".encode()).digest()
    return int.from_bytes(digest[:4], "big") % 100 < HELD_OUT_PERCENT


def pairs(*, unseen: bool) -> tuple[Pair, ...]:
    """The pairs of object and colour that are held out, or all the others."""
    return tuple(
        (thing, colour)
        for thing in OBJECTS
        for colour in COLOURS
        if held_out(thing, colour) is unseen
    )
