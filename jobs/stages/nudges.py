"""A person's own dilation for one region, in place of the one that was chosen."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from pydantic import Field

from jobs.stages.contract import Frozen, Plane, Region, StageError
from jobs.stages.regions import disk

MOST_PIXELS = 64
MOST_LABELS = 254


class Nudge(Frozen):
    """How far one region's letters are to be grown, whatever their numbers say."""

    region: int = Field(ge=0, description="the region's id, as the record before has it")
    pixels: int = Field(ge=0, le=MOST_PIXELS, description="pixels to grow its letters by")


def refuse_doubled(nudges: tuple[Nudge, ...]) -> tuple[Nudge, ...]:
    """The nudges; raises ``ValueError`` when two are of one region."""
    named: set[int] = set()
    for nudge in nudges:
        if nudge.region in named:
            raise ValueError(f"region {nudge.region} is nudged twice; name it once")
        named.add(nudge.region)
    return nudges


def pixels_by_region(nudges: Sequence[Nudge], regions: Sequence[Region]) -> dict[int, int]:
    """Pixels by region id; raises ``StageError`` for an id that no region has."""
    known = {region.id for region in regions}
    for nudge in nudges:
        if nudge.region not in known:
            raise StageError(
                f"nudges names region {nudge.region}, which is none of the mask's {len(known)}: "
                "take the ids from the search whose regions you saw."
            )
    return {nudge.region: nudge.pixels for nudge in nudges}


def grow(letters: Plane, pixels: float) -> Plane:
    """The letters with every pixel within so many of them."""
    return np.asarray(cv2.dilate(letters, disk(round(pixels))), np.uint8) if pixels else letters


def told(chosen: float, pixels: int, reason: str) -> str:
    """The reason of a dilation that a person changed, with the one it takes the place of."""
    words = f"nudged by a person from {chosen:.0f} to {pixels} px"
    return f"{words}; {reason}" if reason else words


def label(labels: Plane, region: Region, letters: Plane) -> None:
    """Write a region's letters into a plane of labels: 0 nothing, else one more than its id.

    ``labels`` and ``letters`` are of one size; where the letters of two regions meet, the later
    one has them. An id that a byte cannot hold is left out.
    """
    if region.id < MOST_LABELS:
        labels[letters > 0] = region.id + 1
