"""Finds the letters themselves inside a line's outline, with their outline and shadow."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages import glyph_net
from jobs.stages.contract import Pixels, Plane
from jobs.stages.regions import disk
from jobs.stages.soft_edge import fine_detail, with_soft_edge
from jobs.stages.weights import Weights

Shares = NDArray[np.float32]
"""One channel, 0..1."""

LINES = (30.0, 40.0)
"""The heights in pixels at which the network looks at a line."""
STRICT = ((0.88, 0.8), (0.63, 0.55), (0.45, 0.3))
"""From strict to lenient: a part needs one pixel above the first and takes all above the second."""
ALIKE = 0.2
"""From this probability on a pixel of the letters' own colour is taken."""
SURELY_LETTER, FEWEST = 0.8, 10
"""What the letters' colour is taken from, and how many such pixels it needs."""
SPREAD, LEAST_AWAY = 2.0, 12.0
"""How far a colour may be from the letters': in their own median deviations, and in levels."""
LEAST_SHARE = 0.02
LETTER = 0.5
"""From this probability on a pixel may be a letter's, which outlines and shadows lie around."""
SHADOW_REACH = 0.12
"""How far a shadow falls, as a share of the line's height."""


@dataclass(frozen=True)
class Glyphs:
    """The letters of one line: their mask, and what was measured on the way.

    ``stroke_width`` in pixels; ``contrast`` is letter to ground and ``texture`` the ground's
    deviation, both 0..255; ``certainty`` 0..1 is the mean probability inside the mask.
    """

    mask: Plane
    stroke_width: float
    contrast: float
    texture: float
    certainty: float


@dataclass(frozen=True)
class Look:
    """What was seen in one crop: how likely each pixel is painted, and is part of a letter.

    ``detail`` is how rough the ground is around each pixel, in levels.
    """

    pixels: Pixels
    outline: Plane
    zone: Plane
    painted: Shares
    letters: Shares
    detail: Shares

    def glyphs(self, leniency: int = 0) -> Glyphs | None:
        """The letters with their soft edge, more of them the more lenient; None when nothing looks
        like any."""
        sure, likely = STRICT[leniency]
        inside = self.zone > 0
        likely_parts = ((self.painted > likely) & inside).astype(np.uint8)
        parts = _with_seed(likely_parts, (self.painted > sure) & inside)
        parts |= _of_their_colour(self, parts)
        mask = with_soft_edge(parts, self.painted, self.detail) & self.zone
        if np.count_nonzero(mask) < LEAST_SHARE * np.count_nonzero(self.outline):
            return None
        return _measured(self, mask)


def look(weights: Weights, pixels: Pixels, outline: Plane, zone: Plane, height: float) -> Look:
    """Look for letters inside ``zone`` of a crop.

    ``outline`` is 255 where the detector saw a line about ``height`` pixels high; ``zone``, which
    is wider, is where its letters' shadows and tails may reach.
    """
    looks = [_at_scale(weights, pixels, outline, line / height) for line in LINES]
    painted = np.asarray(sum(each[0] for each in looks) / len(looks), np.float32)
    letters = np.asarray(sum(each[1] for each in looks) / len(looks), np.float32)
    near = _near_letters(painted, letters, height)
    return Look(pixels, outline, zone, near, letters, fine_detail(pixels, near))


def _at_scale(
    weights: Weights, pixels: Pixels, outline: Plane, scale: float
) -> tuple[Shares, Shares]:
    """Both probabilities, at the crop's own size."""
    scale = float(np.clip(scale, 0.3, 4.0))
    height, width = pixels.shape[:2]
    least = glyph_net.MULTIPLE
    size = max(least, round(width * scale)), max(least, round(height * scale))
    method = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
    seen = np.asarray(cv2.resize(pixels, size, interpolation=method), np.uint8)
    where = np.asarray(cv2.resize(outline, size, interpolation=cv2.INTER_LINEAR), np.uint8)
    back = cv2.INTER_AREA if scale > 1 else cv2.INTER_LINEAR
    painted, letters = (
        np.asarray(cv2.resize(plane, (width, height), interpolation=back), np.float32)
        for plane in glyph_net.probabilities(weights, seen, where)
    )
    return painted, letters


def _near_letters(painted: Shares, letters: Shares, height: float) -> Shares:
    """What is painted, outlines and shadows too, as far as they can reach from a letter."""
    reach = disk(round(SHADOW_REACH * height) + 2)
    near = cv2.dilate((letters > LETTER).astype(np.uint8), reach) > 0
    return np.where(near, painted, 0).astype(np.float32)


def _with_seed(likely: Plane, sure: NDArray[np.bool_]) -> Plane:
    """The likely parts that hold at least one sure pixel (hysteresis, Canny, 1986)."""
    count, labels = cv2.connectedComponents(likely, connectivity=8)
    kept: NDArray[np.bool_] = np.zeros(count, np.bool_)
    kept[np.unique(labels[sure])] = True
    kept[0] = False
    return np.where(kept[labels], 255, 0).astype(np.uint8)


def _of_their_colour(seen: Look, parts: Plane) -> Plane:
    """What may be painted and has the letters' colour: a dot or an end that was less sure.

    The colour is the median of what surely is a letter, and as near as most of that is counts.
    """
    surely = (seen.letters > SURELY_LETTER) & (parts > 0)
    if np.count_nonzero(surely) < FEWEST:
        return np.zeros_like(parts)
    values = seen.pixels.astype(np.float32)
    away = np.abs(values - np.median(values[surely], axis=0)).max(axis=2)
    alike = away < max(LEAST_AWAY, SPREAD * float(np.median(away[surely])))
    return np.where(alike & (seen.painted > ALIKE) & (seen.zone > 0), 255, 0).astype(np.uint8)


def _measured(seen: Look, mask: Plane) -> Glyphs:
    inside = mask > 0
    ground = (seen.zone > 0) & (cv2.dilate(mask, disk(2)) == 0)
    body = np.where((seen.letters > 0.5) & inside, 255, 0).astype(np.uint8)
    body = body if body.any() else mask
    distance = cv2.distanceTransform(np.pad(body, 1), cv2.DIST_L2, 5)
    ridge = distance[(distance > 0) & (distance >= cv2.dilate(distance, np.ones((3, 3))))]
    values = seen.pixels.astype(np.float32)
    contrast, texture = 0.0, 0.0
    if ground.any():
        means = values[body > 0].mean(axis=0), values[ground].mean(axis=0)
        contrast = float(np.abs(means[0] - means[1]).max())
        texture = float(values[ground].std(axis=0).mean())
    return Glyphs(
        mask=mask,
        stroke_width=max(1.0, 2 * float(np.median(ridge)) - 1),
        contrast=contrast,
        texture=texture,
        certainty=float(np.clip(seen.painted[inside].mean(), 0, 1)),
    )
