"""Whoever had a hand in a proof lets nothing pass on it."""

from __future__ import annotations

from django.contrib.auth.models import User

from editor.actions.errors import ActionError
from editor.models import Proof


def refuse_own_hand(proof: Proof, person: User, what: str) -> None:
    """Raise ``ActionError`` when a person made a proof or drew its mask; ``what`` they wished."""
    if person.pk == proof.made_by_id:
        raise ActionError(f"You made this proof; someone else has to {what}.", "verdict")
    if proof.contributions.filter(person=person).exists():
        raise ActionError(f"You drew this proof's mask; someone else has to {what}.", "verdict")
