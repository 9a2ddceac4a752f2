"""Which tests share a process: those of one file, and all journeys, since they share a studio."""

from __future__ import annotations

from xdist.scheduler import LoadFileScheduling

JOURNEYS = "tests/journeys/"


class OneStudio(LoadFileScheduling):
    """Files as a whole, but the journeys together: a studio takes a minute of two cores to start
    and to load what it reads text with."""

    def _split_scope(self, nodeid: str) -> str:
        return JOURNEYS if nodeid.startswith(JOURNEYS) else super()._split_scope(nodeid)
