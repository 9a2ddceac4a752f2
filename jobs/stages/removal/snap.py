"""Snap: a drawn mask moves to the object's edge where that can be seen."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages.contract import Pixels, Plane
from jobs.stages.regions import disk

Flags = NDArray[np.bool_]
Floats = NDArray[np.float32]

BOX = 0.97
"""A part that fills its bounding box to this share was drawn as a box."""
ROUNDS = 4
MOST_PIXELS = 250_000
"""A larger crop is cut out at a smaller scale."""
CLEAR = 10.0
"""CIE76 difference across an edge that is worth moving to."""
CLEARER = 1.4
"""An edge must be this much stronger than what the drawn outline runs along."""
SMALLEST, LARGEST = 0.08, 0.97
"""The share of a box that an object may take; beyond it the cut has failed."""
EDGE = 2
"""Pixels added around a moved edge: those that mix object and ground go with the object."""


@dataclass(frozen=True)
class Snapped:
    """A mask at the object's edge, how many pixels came and went, and why it was so chosen."""

    mask: Plane
    added: int
    removed: int
    reason: str


def snap(pixels: Pixels, own: Plane, unknown: Plane, reach: int) -> Snapped:
    """Move the outline of ``own`` by at most ``reach`` pixels to the edge of what it covers.

    Within a band around a drawn outline, or anywhere inside a box, object and ground are told
    apart by their colours (GrabCut: Rother et al., 2004). Each stretch moves only when it lands
    on an edge that is clear, and clearer than where it was drawn; ``unknown`` is never taken for
    either. Planes are 255 inside, at the picture's size.
    """
    left, top, wide, high = cv2.boundingRect(own)
    boxed = np.count_nonzero(own) >= BOX * wide * high
    window = _window(own.shape, (left, top, wide, high), 2 * reach + 24)
    crop, drawn = pixels[window], own[window]
    cut = _cut(crop, drawn, unknown[window], reach, boxed)
    if cut is None:
        return Snapped(own, 0, 0, "object and ground could not be told apart")
    share = int(np.count_nonzero(cut)) / max(1, int(np.count_nonzero(drawn)))
    if boxed and not SMALLEST <= share <= LARGEST:
        return Snapped(own, 0, 0, f"what stands out fills {share:.0%} of the box: the box is kept")
    moved = _accepted(crop, drawn, cut, boxed)
    if np.array_equal(moved, drawn):
        return Snapped(own, 0, 0, "no edge near the outline is clearer than the outline's own")
    mask = own.copy()
    mask[window] = moved
    added = int(np.count_nonzero((mask > 0) & (own == 0)))
    removed = int(np.count_nonzero((mask == 0) & (own > 0)))
    how = "the object inside the box" if boxed else f"its edge within {reach} px"
    return Snapped(mask, added, removed, f"moved to {how}")


def _window(
    shape: tuple[int, ...], box: tuple[int, int, int, int], room: int
) -> tuple[slice, slice]:
    left, top, wide, high = box
    return (
        slice(max(0, top - room), min(shape[0], top + high + room)),
        slice(max(0, left - room), min(shape[1], left + wide + room)),
    )


def _cut(crop: Pixels, drawn: Plane, unknown: Plane, reach: int, boxed: bool) -> Plane | None:
    """What GrabCut takes for the object; None when one of the two is missing."""
    scale = min(1.0, (MOST_PIXELS / drawn.size) ** 0.5)
    size = max(8, round(drawn.shape[1] * scale)), max(8, round(drawn.shape[0] * scale))
    small = cv2.resize(crop, size, interpolation=cv2.INTER_AREA)
    within = cv2.resize(drawn, size, interpolation=cv2.INTER_NEAREST)
    others = cv2.resize(np.where(drawn > 0, 0, unknown), size, interpolation=cv2.INTER_NEAREST)
    band = disk(max(1, round(reach * scale)))
    labels = np.full(within.shape, cv2.GC_BGD, np.uint8)
    if boxed:
        labels[within > 0] = cv2.GC_PR_FGD
    else:
        labels[cv2.dilate(within, band) > 0] = cv2.GC_PR_BGD
        labels[within > 0] = cv2.GC_PR_FGD
        labels[cv2.erode(within, band) > 0] = cv2.GC_FGD
    labels[others > 0] = cv2.GC_BGD
    object_like = np.isin(labels, (cv2.GC_FGD, cv2.GC_PR_FGD))
    if np.count_nonzero(object_like) < 20 or np.count_nonzero(~object_like) < 20:
        return None
    # GrabCut draws its first clusters from OpenCV's own generator.
    cv2.setRNGSeed(0)
    models = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.grabCut(small, labels, None, *models, ROUNDS, cv2.GC_INIT_WITH_MASK)
    found = np.isin(labels, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.uint8) * 255
    found = cv2.morphologyEx(found, cv2.MORPH_OPEN, disk(1))
    if not found.any():
        return None
    whole = cv2.resize(found, drawn.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return np.where(whole >= 128, 255, 0).astype(np.uint8)


def _accepted(crop: Pixels, drawn: Plane, cut: Plane, boxed: bool) -> Plane:
    """The drawn mask with those stretches moved that land on a clear edge."""
    contrast = _contrast(crop)
    grown = cv2.dilate(cut, disk(EDGE))
    if boxed:
        # A box says where to look: what stands out of its middle is let go, the rest taken.
        grown = np.minimum(grown, cv2.dilate(drawn, disk(EDGE)))
    moved = drawn.copy()
    for gained in (True, False):
        change = (grown > 0) & (drawn == 0) if gained else (grown == 0) & (drawn > 0)
        count, labels = cv2.connectedComponents(change.astype(np.uint8), connectivity=4)
        new, old = _border(cut), _border(drawn)
        for part in range(1, count):
            here = labels == part
            if np.count_nonzero(here) < 4:
                continue
            near = cv2.dilate(here.astype(np.uint8), disk(EDGE + 1)) > 0
            landed, left = contrast[near & new], contrast[near & old]
            if not len(landed):
                continue
            strength = float(np.median(landed))
            was = float(np.median(left)) if len(left) else 0.0
            if strength >= CLEAR and strength >= CLEARER * was:
                moved[here] = 255 if gained else 0
    return moved


def _border(mask: Plane) -> Flags:
    return np.asarray(cv2.morphologyEx(mask, cv2.MORPH_GRADIENT, disk(1)) > 0, np.bool_)


def _contrast(crop: Pixels) -> Floats:
    """The CIE76 difference across each pixel, about two pixels to either side."""
    lab = cv2.cvtColor(crop.astype(np.float32) / 255, cv2.COLOR_RGB2Lab)
    calm = cv2.GaussianBlur(lab, (0, 0), 1.0)
    across = cv2.Sobel(calm, cv2.CV_32F, 1, 0) / 4
    down = cv2.Sobel(calm, cv2.CV_32F, 0, 1) / 4
    return np.asarray(np.sqrt((across**2 + down**2).sum(axis=2)), np.float32)
