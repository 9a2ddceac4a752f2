"""Finds the letters themselves inside a line's outline."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from jobs.stages.contract import Pixels, Plane
from jobs.stages.regions import disk


@dataclass(frozen=True)
class Glyphs:
    """The letters of one line: their mask, and what was measured on the way.

    ``stroke_width`` in pixels; ``contrast`` is letter to ground and ``texture`` the ground's
    deviation, both 0..255; ``certainty`` 0..1 is how clearly the two came apart.
    """

    mask: Plane
    stroke_width: float
    contrast: float
    texture: float
    certainty: float


def find_glyphs(pixels: Pixels, zone: Plane, height: float) -> Glyphs:
    """Letters inside ``zone`` of a crop, for a line about ``height`` pixels high."""
    size = int(min(255, max(5, 1.3 * height))) | 1
    ground = cv2.medianBlur(pixels, size)
    difference = np.abs(pixels.astype(np.int16) - ground).max(axis=2).astype(np.uint8)
    inside = zone > 0
    threshold, _ = cv2.threshold(difference[inside], 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    letters = ((difference > threshold) & inside).astype(np.uint8) * 255
    near = cv2.dilate(letters, disk(2))
    letters |= ((difference > 0.5 * threshold) & inside & (near > 0)).astype(np.uint8) * 255
    return measure(pixels, letters, zone)


def measure(pixels: Pixels, mask: Plane, zone: Plane) -> Glyphs:
    """Stroke width, contrast and texture of letters already found."""
    inside, ground = mask > 0, (zone > 0) & (mask == 0)
    if not inside.any() or not ground.any():
        return Glyphs(mask, 0.0, 0.0, 0.0, 0.0)
    distance = cv2.distanceTransform(mask, cv2.DIST_L2, 3)
    ridge = distance[(distance >= cv2.dilate(distance, np.ones((3, 3)))) & inside]
    stroke = 2.0 * float(np.median(ridge)) - 1.0
    values = pixels.astype(np.float32)
    contrast = float(np.linalg.norm(values[inside].mean(0) - values[ground].mean(0)) / 3**0.5)
    texture = float(values[ground].std(axis=0).mean())
    return Glyphs(mask, max(1.0, stroke), contrast, texture, contrast / (contrast + texture + 1e-6))
