"""Finds the letters themselves inside a line's outline, with their outline and shadow."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages import glyph_net
from jobs.stages.contract import Lettering, Pixels, Plane
from jobs.stages.overlay.fit import Overlay, fit
from jobs.stages.overlay.shadow import SEEN
from jobs.stages.regions import disk
from jobs.stages.weights import Weights

Shares = NDArray[np.float32]
"""One channel, 0..1."""

LINES = (30.0, 40.0)
"""The heights in pixels at which the network looks at a line."""
STRICT = ((0.83, 0.75), (0.63, 0.55), (0.45, 0.3))
"""From strict to lenient: a part needs one pixel above the first and takes all above the second."""
FAINT, FAINTLY = 30.0, 0.15
"""Where letters stand out from their ground by fewer levels, the network is unsure of them: there
this probability is enough, and a pixel too many is filled with what is almost its own colour."""
PLAINLY, RULED_OUT = 40.0, 0.05
"""Levels that plain letters stand out by, and the probability that their layer explains a pixel,
from which on and below which it is none of theirs."""
COVERED = 0.5
"""From this probability on a pixel that the fitted layers explain is taken."""
PERHAPS = 0.1
"""The probability up to which a pixel beside a letter belongs to its soft edge."""
EDGE_REACH, NOT_RULED_OUT = 2, 0.05
"""Pixels beside a mask that may show a trace of lettering, and from which probability on."""
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
    ``lettering`` is what the letters are painted with, where that could be fitted; ``by_colour``
    and ``refuted`` count the pixels that only its colour told, and those that it ruled out.
    """

    mask: Plane
    stroke_width: float
    contrast: float
    texture: float
    certainty: float
    lettering: Lettering | None = None
    by_colour: int = 0
    refuted: int = 0


@dataclass(frozen=True)
class Look:
    """What was seen in one crop: how likely each pixel is painted, and is part of a letter.

    ``overlay`` is how the line's layers lie over its ground, None where none could be fitted.
    """

    pixels: Pixels
    outline: Plane
    zone: Plane
    painted: Shares
    letters: Shares
    overlay: Overlay | None = None

    def glyphs(self, leniency: int = 0) -> Glyphs | None:
        """The letters with their soft edge, more of them the more lenient; None when nothing looks
        like any."""
        sure, likely = STRICT[leniency]
        refuted = self._refuted(likely) if not leniency else np.zeros(self.zone.shape, np.bool_)
        inside = (self.zone > 0) & ~refuted
        likely_parts = ((self.painted > self._enough(likely)) & inside).astype(np.uint8)
        parts = _with_seed(likely_parts, (self.painted > sure) & inside)
        if self.overlay is not None:
            parts |= np.where(self.overlay.covered > COVERED, 255, 0).astype(np.uint8)
        mask = _with_soft_edge(parts, self.painted) & self.zone
        if np.count_nonzero(mask) < LEAST_SHARE * np.count_nonzero(self.outline):
            return None
        return replace(
            _measured(self, mask, self._shadow()),
            by_colour=int(np.count_nonzero(self.overlay.by_colour)) if self.overlay else 0,
            refuted=int(np.count_nonzero(refuted & (mask == 0))),
        )

    def _enough(self, likely: float) -> Shares:
        """The probability from which on a pixel is likely painted: less where letters are faint."""
        enough = np.full(self.zone.shape, likely, np.float32)
        if self.overlay is not None:
            enough[self.overlay.standing_out < FAINT] = min(likely, FAINTLY)
        return enough

    def _refuted(self, likely: float) -> NDArray[np.bool_]:
        """What the network takes for letters and cannot be: not of their colour, though they are
        opaque and it would show."""
        if self.overlay is None or not self.overlay.plain:
            return np.zeros(self.zone.shape, np.bool_)
        shows = (self.overlay.standing_out > PLAINLY) & (self.letters > LETTER)
        ruled_out = shows & (self.overlay.covered < RULED_OUT)
        return np.asarray(ruled_out & (self.painted > likely) & (self.zone > 0), np.bool_)

    def edge(self, masked: Plane) -> Plane:
        """255 beside what is masked, where a trace of the lettering may show: what the network
        does not rule out, and a shadow that is in doubt."""
        near = (cv2.dilate(masked, disk(EDGE_REACH)) > 0) & (self.painted > NOT_RULED_OUT)
        cast = self.overlay.cast if self.overlay else None
        if cast is not None and not cast.sure:
            near |= cast.opacity >= SEEN
        return np.where(near & (masked == 0), self.zone, 0).astype(np.uint8)

    def _shadow(self) -> Plane:
        """255 where the letters' shadow can be seen."""
        cast = self.overlay.cast if self.overlay else None
        if cast is None or not cast.sure:
            return np.zeros_like(self.zone)
        return np.where(cast.opacity >= SEEN, self.zone, 0).astype(np.uint8)


def look(weights: Weights, pixels: Pixels, outline: Plane, zone: Plane, height: float) -> Look:
    """Look for letters inside ``zone`` of a crop.

    ``outline`` is 255 where the detector saw a line about ``height`` pixels high; ``zone``, which
    is wider, is where its letters' shadows and tails may reach.
    """
    looks = [_at_scale(weights, pixels, outline, line / height) for line in LINES]
    painted = np.asarray(sum(each[0] for each in looks) / len(looks), np.float32)
    letters = np.asarray(sum(each[1] for each in looks) / len(looks), np.float32)
    near = _near_letters(painted, letters, height)
    overlay = fit(pixels, near, letters, outline=outline, zone=zone, height=height)
    return Look(pixels, outline, zone, near, letters, overlay)


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


def _with_soft_edge(letters: Plane, painted: Shares) -> Plane:
    edge = np.where(painted > PERHAPS, cv2.dilate(letters, disk(1)), 0).astype(np.uint8)
    return letters | edge


def _measured(seen: Look, mask: Plane, shadow: Plane) -> Glyphs:
    inside = mask > 0
    ground = (seen.zone > 0) & (cv2.dilate(mask | shadow, disk(2)) == 0)
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
        mask=mask | shadow,
        stroke_width=max(1.0, 2 * float(np.median(ridge)) - 1),
        contrast=contrast,
        texture=texture,
        certainty=float(np.clip(seen.painted[inside].mean(), 0, 1)),
        lettering=seen.overlay.lettering if seen.overlay else None,
    )
