"""Takes a line's shadow off a picture: what lies beneath is still there, only darker."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages.contract import RESTORED, Pixels, Plane
from jobs.stages.overlay.ground import ground_beneath
from jobs.stages.overlay.shadow import Cast

Floats = NDArray[np.float32]
Places = NDArray[np.bool_]

NEVER_BENEATH = 0.97
"""Opacity from which on nothing is seen beneath a shadow."""
OPACITY_ERROR, PLACE_ERROR = 0.08, 0.3
"""How far a shadow's opacity may be off, as a share of it, and how far its edges, in pixels."""
ROUNDING = 0.5
SURER = 2.0
"""How many times surer than filling it must be to bring a pixel back."""
OUTLYING = 2.0
"""Deviations from what fills it from which on a pixel is not of the ground beneath alone."""


def shadow_off(pixels: Pixels, mask: Plane, others: Plane, cast: Cast) -> int:
    """Bring back in a crop what lies beneath a shadow, and mark it in ``mask``.

    Both are changed in place; returns how many pixels were. ``others`` is 255 where something
    else wants the pixels filled. Brought back is what is more surely known that way than by
    filling: beneath rough ground and faint or blurred shadow, clear of letters.
    """
    hole = np.where(mask == 255, 255, 0).astype(np.uint8)
    if hole.all():
        return 0
    ground = ground_beneath(pixels, hole)
    opacity = np.minimum(cast.opacity, NEVER_BENEATH)
    below = pixels / (1 - opacity)[:, :, None]
    doubt = _doubt(ground.values, opacity)
    away = np.sqrt(((below - ground.values) ** 2).mean(axis=2))
    alike = away < OUTLYING * np.sqrt(doubt**2 + ground.deviation**2)
    surer: Places = (SURER * doubt < ground.deviation) & alike & cast.clear & (cast.opacity > 0)
    keep = _reaching(surer & (hole > 0) & (others == 0), hole == 0)
    cleaned = np.clip(np.round(below), 0, 255).astype(np.uint8)
    np.copyto(pixels, cleaned, where=keep[:, :, None])
    mask[keep] = RESTORED
    return int(np.count_nonzero(keep))


def _reaching(keep: Places, known: Places) -> Places:
    """Without the islands that lie among letters: what was missed of those would stay there."""
    _, parts = cv2.connectedComponents(keep.astype(np.uint8), connectivity=4)
    beside = cv2.dilate(known.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    return np.asarray(np.isin(parts, parts[beside & keep]) & keep)


def _doubt(ground: Floats, opacity: Floats) -> Floats:
    """The deviation of what a shadow of this opacity is brought back to, in levels."""
    across = cv2.Sobel(opacity, cv2.CV_32F, 1, 0, scale=1 / 8)
    down = cv2.Sobel(opacity, cv2.CV_32F, 0, 1, scale=1 / 8)
    square = (OPACITY_ERROR * opacity) ** 2 + PLACE_ERROR**2 * (across**2 + down**2)
    error = np.sqrt(ground.mean(axis=2) ** 2 * square + ROUNDING**2)
    return np.asarray(error / (1 - opacity), np.float32)
