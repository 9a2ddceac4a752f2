"""Finds the letters themselves inside a line's outline, with their outline and shadow."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages import glyph_net
from jobs.stages.contract import Pixels, Plane
from jobs.stages.regions import disk
from jobs.stages.weights import Weights

Shares = NDArray[np.float32]
"""One channel, 0..1."""

LINES = (30.0, 40.0)
"""The heights in pixels at which the network looks at a line."""
STRICT = ((0.75, 0.65), (0.6, 0.45), (0.4, 0.2))
"""From strict to lenient: a part needs one pixel above the first and takes all above the second."""
LEAST_SHARE = 0.02
BINS = 16
MOST_EVIDENCE = 3.0
LEAST_PRIOR = 0.001
ROUNDS = 2


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
    """What was seen in one crop: how likely each pixel is painted, and is part of a letter."""

    pixels: Pixels
    outline: Plane
    zone: Plane
    painted: Shares
    letters: Shares

    def glyphs(self, leniency: int = 0) -> Glyphs | None:
        """The letters, more of them the more lenient; None when nothing looks like any."""
        sure, likely = STRICT[leniency]
        inside = self.zone > 0
        likely_parts = ((self.painted > likely) & inside).astype(np.uint8)
        mask = _with_seed(likely_parts, (self.painted > sure) & inside)
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
    return Look(pixels, outline, zone, by_colour(pixels, painted, zone > 0), letters)


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


def by_colour(pixels: Pixels, painted: Shares, inside: NDArray[np.bool_]) -> Shares:
    """The probabilities after a look at colours.

    One line's letters have few colours, which its ground mostly lacks. Two Lab histograms, of
    what is painted and of what is not as far as is known, say for each colour which it belongs
    to; their log ratio is evidence beside the network's. Twice, since each improves the other.
    """
    lab = cv2.cvtColor(pixels, cv2.COLOR_RGB2Lab).astype(np.int64) // (256 // BINS)
    colour = (lab[:, :, 0] * BINS + lab[:, :, 1]) * BINS + lab[:, :, 2]
    sure = np.clip(painted, LEAST_PRIOR, 1 - LEAST_PRIOR)
    prior = np.log(sure / (1 - sure))
    share = painted
    for _ in range(ROUNDS):
        ink = _frequencies(colour, np.where(inside, share**2, 0))
        ground = _frequencies(colour, (1 - share) ** 2)
        evidence = np.log(ink + 1e-5) - np.log(ground + 1e-5)
        evidence = np.clip(evidence, -MOST_EVIDENCE, MOST_EVIDENCE)[colour]
        share = np.asarray(1 / (1 + np.exp(-(prior + evidence))), np.float32)
    return share


def _frequencies(colour: NDArray[np.int64], weight: Shares) -> NDArray[np.float64]:
    """How often each colour occurs, neighbouring colours sharing some of it."""
    counts = np.bincount(colour.ravel(), weight.ravel(), BINS**3).reshape(BINS, BINS, BINS)
    kernel = np.exp(-0.5 * np.arange(-3, 4) ** 2)
    kernel /= kernel.sum()
    for axis in range(3):
        padded = np.pad(counts, [(3, 3) if axis == a else (0, 0) for a in range(3)], mode="edge")
        windows = np.lib.stride_tricks.sliding_window_view(padded, 7, axis=axis)
        counts = windows @ kernel
    return np.asarray((counts / max(1e-9, float(counts.sum()))).ravel(), np.float64)


def _with_seed(likely: Plane, sure: NDArray[np.bool_]) -> Plane:
    """The likely parts that hold at least one sure pixel (hysteresis, Canny, 1986)."""
    count, labels = cv2.connectedComponents(likely, connectivity=8)
    kept: NDArray[np.bool_] = np.zeros(count, np.bool_)
    kept[np.unique(labels[sure])] = True
    kept[0] = False
    return np.where(kept[labels], 255, 0).astype(np.uint8)


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
