"""Takes the see-through letters of one line off a picture, and says what became of them."""

from __future__ import annotations

import cv2
import numpy as np
from pydantic import Field

from jobs.stages.contract import RESTORED, UNBLEND, Details, Pixels, Plane, Region
from jobs.stages.overlay.take_off import take_off
from jobs.stages.regions import disk, letters_reach, line_height, outline_mask, with_ground


class LetterReport(Details):
    """What became of the letters of one line."""

    region: int = Field(description="the region's id")
    text: str = Field(description="what was read")
    opacity: float = Field(description="of its letters, estimated, 0..1")
    restored: int = Field(description="pixels brought back")
    error: float = Field(description="expected deviation of what was brought back, 0..255")
    shadow: int = Field(default=0, description="pixels brought back beneath its shadow")
    reason: str = Field(description="why they were taken off, or left to be filled")


def letters_off(pixels: Pixels, mask: Plane, others: Plane, region: Region) -> LetterReport:
    """Bring back in ``pixels`` what lies beneath a line's letters, and mark it in ``mask``.

    Both are changed in place. ``others`` is 255 where something else wants the pixels filled.
    """
    assert region.lettering is not None
    height, width = mask.shape
    reach = letters_reach(line_height(region.polygon))
    left, top, right, bottom = with_ground(region.polygon, width, height)
    place = slice(top, bottom), slice(left, right)
    corners = [(x - left, y - top) for x, y in region.polygon]
    outline = outline_mask([corners], right - left, bottom - top)
    own = cv2.dilate(outline, disk(reach)) > 0
    replaced = np.where(mask[place] == 255, 255, 0).astype(np.uint8)
    if replaced.all():
        return _left(region, "nothing of its ground is left to compare with")
    done = take_off(pixels[place], replaced, region.lettering)
    keep = own & (done.restored > 0) & (mask[place] == 255) & (others[place] == 0)
    np.copyto(pixels[place], done.pixels, where=keep[:, :, None])
    mask[place][keep] = RESTORED
    if not keep.any():
        return _left(region, done.reason)
    return LetterReport(
        region=region.id,
        text=region.text,
        opacity=round(1 - done.through, 4),
        restored=int(np.count_nonzero(keep)),
        error=round(done.error, 2),
        reason=done.reason,
    )


def _left(region: Region, reason: str) -> LetterReport:
    assert region.lettering is not None
    return LetterReport(
        region=region.id,
        text=region.text,
        opacity=region.lettering.opacity,
        restored=0,
        error=0.0,
        reason=f"left to be filled: {reason}",
    )


def with_letters(region: Region, report: LetterReport) -> Region:
    """The region with what became of its letters."""
    assert region.lettering is not None
    beneath = f"{report.shadow} pixels of its shadow un-blended" if report.shadow else ""
    reason = "; ".join(part for part in (region.reason, report.reason, beneath) if part)
    lettering = region.lettering.model_copy(update={"opacity": report.opacity})
    strategy = UNBLEND if report.restored or report.shadow else region.strategy
    return region.model_copy(
        update={"reason": reason, "lettering": lettering, "strategy": strategy}
    )
