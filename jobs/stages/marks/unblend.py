"""Takes a known, half-transparent mark off a photo, where that is better than filling it."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from jobs.stages.contract import Pixels, Plane
from jobs.stages.marks.detail import FINE, Detail, detail_of
from jobs.stages.marks.fit import fit
from jobs.stages.marks.known_mark import Floats, Places, shares
from jobs.stages.marks.opacity import Blend, blend_of, gradients, restored
from jobs.stages.marks.placement import Box, Drawer, Placement
from jobs.stages.marks.shape import MARGIN

ROUNDS, TURNS, FINENESS = 6, 3, 3
STRAYED = 1.5
"""Pixels that a corner may move from where the mark was found."""
AROUND = 24
"""Pixels about a mark from which its ground is known."""
ROUNDING = 0.5 / 255
"""Deviation of what saving a picture in 8 bits, and compressing it mildly, does to a pixel."""
MISPLACED = 0.06
"""Pixels that a mark may still be off by after its fit."""
OPACITY_OFF = 0.006
"""By how much the opacity may be off."""
BEYOND = 6 / 255
"""How far a restored value may lie outside 0..1 before it speaks against the blend."""


@dataclass(frozen=True)
class Unblended:
    """A window of the photo with the mark taken off.

    ``pixels`` is h x w x 3 uint8; ``covered`` 255 where the mark lay; ``better`` 255 where the
    restored pixel is expected to be nearer the truth than a filled one. ``error`` is the
    expected deviation over the restored pixels, in levels of 255.
    """

    box: Box
    place: Placement
    blend: Blend
    pixels: Pixels
    covered: Plane
    better: Plane
    error: float


def unblend(
    pixels: Pixels, drawer: Drawer, place: Placement, most_amplified: float
) -> Unblended | None:
    """Solve photo = (1 - a·o)·below + a·o·mark for what is below; None where the fit is lost.

    ``most_amplified`` is the greatest 1 / (1 - a·o) at which a pixel is restored: noise and
    rounding grow by as much.
    """
    height, width = pixels.shape[:2]
    whole = place.box(drawer.size, AROUND + MARGIN)
    box = Box(
        max(0, whole.left), max(0, whole.top), min(width, whole.right), min(height, whole.bottom)
    )
    values = shares(pixels[box.top : box.bottom, box.left : box.right])
    inside = place.moved(-box.left, -box.top)
    own = Box(0, 0, box.right - box.left, box.bottom - box.top)
    settled = _settled(values, drawer, inside, own)
    if settled is None:
        return None
    moved, blend = settled
    below = restored(values, blend.drawn, blend.opacity)
    error = expected_error(below, blend)
    covered = blend.drawn.alpha * blend.opacity > 1 / 255
    amplified = 1 / np.maximum(1 - blend.opacity * blend.drawn.alpha, 1e-3)
    impossible = (below < -BEYOND).any(axis=2) | (below > 1 + BEYOND).any(axis=2)
    better = covered & (amplified <= most_amplified) & ~impossible
    better &= error < filling_error(values, covered)
    return Unblended(
        box=box,
        place=moved.moved(box.left, box.top),
        blend=blend,
        pixels=np.clip(np.round(below * 255), 0, 255).astype(np.uint8),
        covered=np.where(covered, 255, 0).astype(np.uint8),
        better=np.where(better, 255, 0).astype(np.uint8),
        error=float(255 * error[better].mean()) if better.any() else 0.0,
    )


def _settled(
    values: Floats, drawer: Drawer, place: Placement, box: Box
) -> tuple[Placement, Blend] | None:
    """Place and blend, each found again with what the other has taught about the ground."""
    detail, found = detail_of(values), place
    best: tuple[Placement, Blend] | None = None
    for _ in range(TURNS):
        fitted = fit(detail, drawer, place, ROUNDS, exact=True)
        if fitted is None or _strayed(fitted.place, found, drawer.size):
            return best
        blend = blend_of(values, drawer.draw(fitted.place, box, fine=FINENESS))
        if best is not None and blend.cost >= best[1].cost:
            break
        place = fitted.place
        best = place, blend
        below = restored(values, blend.drawn, blend.opacity)
        blurred = cv2.GaussianBlur(values, (0, 0), FINE)
        detail = Detail(values - blurred, cv2.GaussianBlur(below, (0, 0), 2.0), detail.weight)
    return best


def _strayed(place: Placement, found: Placement, size: tuple[int, int]) -> bool:
    """Whether a fit has left the place that was judged for another, such as the next ring."""
    moved = np.abs(place.corners(size) - found.corners(size)).max()
    return bool(moved > max(STRAYED, 0.015 * found.scale * max(size)))


def expected_error(below: Floats, blend: Blend) -> Floats:
    """Deviation of each restored pixel, 0..1; h x w.

    Rounding, a share of the opacity's and of the place's uncertainty, all divided by what the
    mark lets through.
    """
    drawn, opacity = blend.drawn, blend.opacity
    through = np.maximum(1 - opacity * drawn.alpha, 1e-3)
    change = np.abs(drawn.colour - np.clip(below, 0, 1) * drawn.alpha[:, :, None]).mean(axis=2)
    layers = np.dstack([drawn.colour, drawn.alpha])
    edge = opacity * gradients(layers)
    square = ROUNDING**2 + (OPACITY_OFF * change) ** 2 + (MISPLACED * edge) ** 2
    return np.asarray(np.sqrt(square) / through, np.float32)


def filling_error(values: Floats, covered: Places) -> Floats:
    """What filling is expected to miss by at each covered pixel, 0..1; h x w.

    The deviation of the photo about the mark, which grows with the distance to what is known.
    """
    known = (~covered).astype(np.float32)
    weight = cv2.GaussianBlur(known, (0, 0), AROUND / 2) + 1e-3
    near = cv2.GaussianBlur(known, (0, 0), 4.0)[:, :, None] + 1e-3
    blurred = cv2.GaussianBlur(values * known[:, :, None], (0, 0), 4.0) / near
    rough = ((values - blurred) ** 2).mean(axis=2) * known
    deviation = np.sqrt(cv2.GaussianBlur(rough, (0, 0), AROUND / 2) / weight)
    distance = cv2.distanceTransform(covered.astype(np.uint8), cv2.DIST_L2, 3)
    share = np.clip(0.3 + 0.2 * distance, 0, 1.2)
    return np.asarray(np.maximum(deviation * share, 1 / 255), np.float32)
