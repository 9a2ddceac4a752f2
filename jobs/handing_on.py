"""What a step hands on to the next one, by role and digest."""

from __future__ import annotations

from collections.abc import Mapping

from jobs.stages.contract import Role

FRAME_ROLES = frozenset(role.value for role in Role)


def next_inputs(source: str, outputs: Mapping[str, str]) -> dict[str, str]:
    """What the following step is given: the frame, without evidence and deliveries.

    ``source`` is what the step itself was measured against; one that it gave takes its place.
    """
    handed_on = {role: digest for role, digest in outputs.items() if role in FRAME_ROLES}
    return {"source": source, **handed_on}
