"""The seed of what a person asks for: theirs, or one drawn and recorded like any other."""

from __future__ import annotations

import secrets

from editor.actions.errors import ActionError
from jobs.stages.generator.params import LARGEST_SEED


def given_or_drawn(seed: int | None) -> int:
    """The seed given, 0 to LARGEST_SEED, or a drawn one; raises ``ActionError`` with its field."""
    if seed is None:
        return secrets.randbelow(LARGEST_SEED + 1)
    if not 0 <= seed <= LARGEST_SEED:
        raise ActionError(f"The seed is {seed}; expected 0 to {LARGEST_SEED}.", "seed")
    return seed
