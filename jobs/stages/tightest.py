"""The tightest mask of a line's letters that leaves nothing of it to read."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jobs.stages import text_reader
from jobs.stages.contract import Context, Frame, Plane, Region
from jobs.stages.diffusion import diffused
from jobs.stages.dilation import AdjustDilationParams, dilation
from jobs.stages.glyphs import Glyphs
from jobs.stages.legibility import still_legible
from jobs.stages.line_ends import Seen
from jobs.stages.nudges import grow
from jobs.stages.regions import KEPT
from jobs.stages.text_lines import Corners

SURELY_READ = 0.8
ATTEMPTS = ((0, 0), (1, 0), (2, 0), (2, 2), (2, 5))
"""How lenient a mask is with what may be a letter, and pixels that it is grown by besides."""


@dataclass(frozen=True)
class Tried:
    """The letters of a line, how many pixels they were grown by, what that gives, and why."""

    glyphs: Glyphs
    pixels: int
    grown: Plane
    reason: str


def until_gone(
    seen: Seen, frame: Frame, region: Region, params: AdjustDilationParams, context: Context
) -> tuple[Tried | None, Corners | None]:
    """The tightest mask that a trial fill leaves nothing to read behind, and where the first mask
    left something.

    Too strict a mask leaves strokes that can still be read, too lenient a one eats the ground.
    None when there are no letters to mask, or when text that was surely read outlives them all.
    """
    corner = np.array([seen.place[1].start, seen.place[0].start], np.float32)
    others = [
        np.asarray(other.polygon, np.float32) - corner
        for other in frame.regions
        if other.id != region.id and other.source not in KEPT
    ]
    best: Tried | None = None
    left: Corners | None = None
    for leniency, more in ATTEMPTS:
        context.checkpoint()
        glyphs = seen.look.glyphs(leniency)
        if glyphs is None:
            continue
        pixels, reason = dilation(region, glyphs, params)
        pixels = min(params.max_dilation, pixels + more)
        if best is not None:
            reason += f"; widened to {pixels} px at leniency {leniency}, text was still legible"
        best = Tried(glyphs, pixels, grow(glyphs.mask, pixels), reason)
        if not params.check_legibility:
            return best, None
        trial = diffused(seen.look.pixels, best.grown)
        again = still_legible(text_reader.reader(context.weights), trial, seen.corners, others)
        if again is None:
            return best, None
        left = again.polygon + corner if left is None else left
    return (None if region.recognition_confidence >= SURELY_READ else best), left
