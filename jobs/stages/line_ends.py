"""Lengthens a line's outline where its letters run on past the end that the detector gave it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from jobs.stages.contract import Pixels, Plane
from jobs.stages.glyphs import Look, look
from jobs.stages.regions import bounds, disk, letters_reach, line_height, outline_mask
from jobs.stages.text_lines import Corners, ends
from jobs.stages.weights import Weights

BEYOND = 0.8
"""How far past an end letters are looked for, in line heights: over the gap between two words."""
LETTERS = 0.06
"""The share of letters there from which on the line goes on; print covers a fifth."""
SURELY = 0.45
"""The probability from which on a pixel counts as a letter's there."""
STEP = 1.2
"""Line heights that an end is moved by at a time."""
MOST_STEPS = 12


@dataclass(frozen=True)
class Seen:
    """One line, looked at: its outline in the picture, the crop's place, and what was seen there.

    ``corners`` is the outline in the crop, ``added`` how much longer it became, in pixels.
    """

    outline: Corners
    place: tuple[slice, slice]
    corners: Corners
    look: Look
    added: float = 0.0


def whole_line(
    weights: Weights, pixels: Pixels, outline: Corners, checkpoint: Callable[[], None]
) -> Seen:
    """Look at a line, move the ends of its outline while letters go on behind them, look again.

    ``pixels`` is the picture, ``outline`` n x 2 in it. The outline of a curved line stays.
    ``checkpoint`` is called before each look and may raise.
    """
    checkpoint()
    seen = line_at(weights, pixels, outline)
    added = 0.0
    for _ in range(MOST_STEPS if len(outline) == 4 else 0):
        longer, moved = _lengthened(seen, pixels.shape[1], pixels.shape[0])
        if not moved:
            break
        added += moved
        checkpoint()
        seen = line_at(weights, pixels, longer)
    return Seen(seen.outline, seen.place, seen.corners, seen.look, added)


def line_at(weights: Weights, pixels: Pixels, outline: Corners) -> Seen:
    """Look at a line whose outline, n x 2, holds all of it."""
    line = line_height(outline.tolist())
    reach = letters_reach(line)
    height, width = pixels.shape[:2]
    box = bounds(outline.tolist(), reach + round(line), width, height)
    left, top, right, bottom = box
    corners = np.asarray(outline - np.array([left, top], np.float32), np.float32)
    inside = outline_mask([corners.tolist()], right - left, bottom - top)
    zone = np.asarray(cv2.dilate(inside, disk(reach)), np.uint8)
    place = slice(top, bottom), slice(left, right)
    return Seen(outline, place, corners, look(weights, pixels[place], inside, zone, line))


def _lengthened(seen: Seen, width: int, height: int) -> tuple[Corners, float]:
    """The outline with its ends moved where letters go on, inside a picture of this size; and by
    how many pixels altogether."""
    line = line_height(seen.outline.tolist())
    along, first, last = ends(seen.outline)
    longer, moved = seen.outline.copy(), 0.0
    for end, way in ((first, -along), (last, along)):
        if _goes_on(seen, end, way * line):
            kept = np.clip(longer[end] + way * line * STEP, 0, (width - 1, height - 1))
            moved += float(np.linalg.norm(kept - longer[end], axis=1).mean())
            longer[end] = kept
    return longer, moved if moved > 1 else 0.0


def _goes_on(seen: Seen, end: list[int], height: Corners) -> bool:
    corners = seen.corners[end]
    strip = _filled(seen.look.outline.shape, np.vstack([corners, corners[::-1] + BEYOND * height]))
    behind = (strip > 0) & (seen.look.outline == 0)
    return bool(behind.any() and (seen.look.letters[behind] > SURELY).mean() > LETTERS)


def _filled(shape: tuple[int, ...], corners: Corners) -> Plane:
    return outline_mask([corners.tolist()], shape[1], shape[0])
