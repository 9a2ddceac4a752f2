"""A mask that a person drew, taken in from any picture file at the picture's own size."""

from __future__ import annotations

import cv2
import numpy as np

from jobs.stages.contract import Plane
from jobs.stages.intake import IntakeError, Limits, take_in

INSIDE = 128
"""From this level on, 0..255, a pixel is inside."""


def take_in_mask(data: bytes, size: tuple[int, int], limits: Limits) -> Plane:
    """Decode a drawn mask for a picture of ``size`` (width, height): 255 inside, 0 outside.

    A file with transparency is inside where it is painted, whatever its colours: alpha from 128.
    An opaque one is inside where it is bright: luma from 128, of 16 bits a channel reduced to 8,
    and of a palette's colours. Raises ``IntakeError`` for a mask of another size, for one that
    covers nothing and for one that covers everything.
    """
    drawn = take_in(data, "mask", limits).picture
    if drawn.size != size:
        raise IntakeError(
            f"The mask is {drawn.size[0]} x {drawn.size[1]} pixels and the picture"
            f" {size[0]} x {size[1]}: draw it at the picture's size."
        )
    plane = (
        drawn.alpha if drawn.alpha is not None else cv2.cvtColor(drawn.pixels, cv2.COLOR_RGB2GRAY)
    )
    inside = plane >= INSIDE
    if not inside.any():
        raise IntakeError(f"The mask is empty: paint what should be replaced{_hint(plane)}.")
    if inside.all():
        raise IntakeError("The mask covers the whole picture: leave something to fill it from.")
    return np.where(inside, np.uint8(255), np.uint8(0))


def _hint(plane: Plane) -> str:
    """Says so when something is there, but too faint to count."""
    most = int(plane.max())
    return f" (its strongest pixel is {most}, and {INSIDE} to 255 are inside)" if most else ""
