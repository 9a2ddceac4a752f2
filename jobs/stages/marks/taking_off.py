"""Takes half-transparent marks off a picture where that is better than filling."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from pydantic import Field

from jobs.stages.contract import (
    RESTORED,
    UNBLEND,
    Context,
    Details,
    Frame,
    Params,
    Pixels,
    PlacedMark,
    Plane,
    Region,
)
from jobs.stages.marks.known_mark import Places, known_mark
from jobs.stages.marks.placement import Drawer, Placement
from jobs.stages.marks.unblend import Unblended, unblend
from jobs.stages.regions import disk, outline_mask

DOUBT = 1.8
"""Factor between the two estimates of a mark's opacity from which neither is trusted."""
REACH = 4
"""Pixels about a mark in which its mask may cover ground on which nothing lay."""


class MarkLimits(Params):
    """When a mark is taken off, and when it is left to be filled."""

    most_amplified: float = Field(
        default=8.0,
        ge=1,
        le=20,
        description="pixels whose noise would grow by more than this are left to be filled",
    )
    most_remaining: float = Field(
        default=2.5,
        ge=1,
        le=10,
        description="marks whose edges would stay stronger than this, beside the photo's own, "
        "are left to be filled",
    )
    least_restored: float = Field(
        default=0.3,
        ge=0,
        le=1,
        description="marks of which a smaller share would be restored are left to be filled",
    )


class MarkReport(Details):
    """What became of one copy of a mark."""

    region: int = Field(description="the region's id")
    name: str = Field(description="the mark's name")
    opacity: float = Field(description="estimated, 0..1")
    remaining: float = Field(
        description="the restored photo's gradients along the mark's edges over those beside them"
    )
    restored: int = Field(description="pixels brought back")
    left: int = Field(description="pixels left in the mask to be filled")
    error: float = Field(description="expected deviation of what was brought back, 0..255")
    reason: str = Field(description="why it was taken off, or left to be filled")


class Canvas:
    """The picture and its mask while marks are taken off one after the other.

    ``others`` is 255 where text or a drawn mask wants the pixels filled whatever the mark does.
    """

    def __init__(self, pixels: Pixels, mask: Plane, others: Plane) -> None:
        self.pixels, self.mask, self.others = pixels, mask, others

    def take_off(self, region: Region, limits: MarkLimits, context: Context) -> MarkReport:
        """Take one mark off, or say why it is left to be filled."""
        assert region.mark is not None
        mark = known_mark(region.text, region.mark.sha256, context.fetch(region.mark.sha256))
        place = _place(region, region.mark)
        done = unblend(self.pixels, Drawer(mark), place, limits.most_amplified)
        if done is None:
            return _left(region, region.mark, "its edges could not be followed")
        part = slice(done.box.top, done.box.bottom), slice(done.box.left, done.box.right)
        wanted = (self.mask[part] == 255) & (done.covered > 0)
        keep = _smooth(done) & wanted & (self.others[part] == 0)
        share = float(keep.sum()) / max(1, int(wanted.sum()))
        reason = _refusal(done, share, region.mark.opacity, limits)
        if reason is not None:
            return _left(region, region.mark, reason, done, int(wanted.sum()))
        np.copyto(self.pixels[part], done.pixels, where=keep[:, :, None])
        self.mask[part][keep] = RESTORED
        # The mask reaches past the mark; where nothing lay, nothing needs filling either.
        clear = (self.mask[part] == 255) & (done.covered == 0) & (self.others[part] == 0)
        clear &= _reached(done) & ~_beside_left(wanted & ~keep)
        self.mask[part][clear] = RESTORED
        return MarkReport(
            region=region.id,
            name=region.text,
            opacity=round(done.blend.opacity, 4),
            remaining=round(done.blend.remaining, 3),
            restored=int(keep.sum()),
            left=int((wanted & ~keep).sum()),
            error=round(done.error, 2),
            reason=f"un-blended at opacity {done.blend.opacity:.3f}: {share:.0%} of it, expected "
            f"to miss by {done.error:.1f} of 255",
        )


def _smooth(done: Unblended) -> Places:
    """Where restoring is better, without specks that filling would have to mend one by one."""
    opened = cv2.morphologyEx(done.better, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
    return np.asarray(opened > 0)


def _reached(done: Unblended) -> Places:
    return np.asarray(cv2.dilate(done.covered, disk(REACH)) > 0)


def _beside_left(left: Places) -> Places:
    return np.asarray(cv2.dilate(left.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0)


def _refusal(done: Unblended, share: float, found: float, limits: MarkLimits) -> str | None:
    if not found / DOUBT < done.blend.opacity < found * DOUBT:
        return (
            f"its edges say opacity {done.blend.opacity:.2f} and its detail {found:.2f}, so "
            "neither is trusted"
        )
    if done.blend.remaining > limits.most_remaining:
        return (
            f"its edges would stay {done.blend.remaining:.2f} times as strong as the photo's "
            f"beside them; at most {limits.most_remaining:g} are let through"
        )
    if share < limits.least_restored:
        return (
            f"at opacity {done.blend.opacity:.2f} only {share:.0%} of it would come back better "
            "than filled"
        )
    return None


def _left(
    region: Region,
    mark: PlacedMark,
    reason: str,
    done: Unblended | None = None,
    pixels: int = 0,
) -> MarkReport:
    return MarkReport(
        region=region.id,
        name=region.text,
        opacity=round(done.blend.opacity, 4) if done else mark.opacity,
        remaining=round(done.blend.remaining, 3) if done else 0.0,
        restored=0,
        left=pixels,
        error=0.0,
        reason=f"left to be filled: {reason}",
    )


def _place(region: Region, mark: PlacedMark) -> Placement:
    corners = np.asarray(region.polygon, np.float64)
    x, y = corners.mean(axis=0)
    return Placement(float(x), float(y), mark.scale, mark.turn)


def beside_marks(frame: Frame, found: Sequence[Region]) -> Plane:
    """The mask's part that regions other than marks ask for."""
    assert frame.mask is not None
    height, width = frame.mask.shape
    ids = {region.id for region in found}
    rest = [region.polygon for region in frame.regions if region.id not in ids]
    return outline_mask(rest, width, height) & frame.mask


def with_mark(region: Region, report: MarkReport) -> Region:
    """The region with what became of its mark."""
    reason = "; ".join(part for part in (region.reason, report.reason) if part)
    assert region.mark is not None
    mark = region.mark.model_copy(update={"opacity": report.opacity})
    strategy = UNBLEND if report.restored else region.strategy
    return region.model_copy(update={"reason": reason, "mark": mark, "strategy": strategy})
