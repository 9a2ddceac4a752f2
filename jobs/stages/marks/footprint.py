"""Which pixels a found mark covers, and which lines of text are nothing but its own lettering."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from jobs.stages.contract import Plane, Region
from jobs.stages.marks.find import FoundMark
from jobs.stages.marks.placement import Box, Drawer
from jobs.stages.regions import disk, outline_mask

SEEN = 0.02
"""Alpha above which a pixel is a part of the mark."""
OWN = 0.7
"""Share of a line's masked pixels that must lie on the mark for the line to be the mark's own."""
BESIDE = 4
"""Pixels that a line's mask may reach past the mark."""
READ = ("ocr", "residual")


def footprint(found: FoundMark, dilation: int, width: int, height: int) -> Plane:
    """255 where the mark covers the photo, grown by ``dilation`` pixels; height x width."""
    drawn = Drawer(found.mark).draw(found.place, Box(0, 0, width, height))
    plane = np.where(drawn.alpha > SEEN, 255, 0).astype(np.uint8)
    return np.asarray(cv2.dilate(plane, disk(dilation)), np.uint8) if dilation else plane


def lettering(
    regions: Sequence[Region], found: Sequence[FoundMark], prints: Sequence[Plane], mask: Plane
) -> frozenset[int]:
    """Ids of the found lines that are the lettering of a mark, which the mark's mask covers.

    A line of the photo that only crosses a mark keeps its own mask.
    """
    height, width = mask.shape
    own: set[int] = set()
    for one, plane in zip(found, prints, strict=True):
        near = cv2.dilate(plane, disk(BESIDE))
        inside = outline_mask([one.corners.tolist()], width, height)
        for region in regions:
            if region.source not in READ:
                continue
            outline = outline_mask([region.polygon], width, height)
            masked = outline & mask
            share = _share(masked if masked.any() else outline, near)
            if share >= OWN and _share(outline, inside) >= OWN:
                own.add(region.id)
    return frozenset(own)


def _share(of: Plane, within: Plane) -> float:
    return float(np.count_nonzero(of & within)) / max(1, int(np.count_nonzero(of)))
