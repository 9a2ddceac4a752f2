"""A change of colour and contrast: a tone curve, the saturation, a tint for each part of the tones.

It is point-wise and smooth, so it cannot leave a seam, and it is small enough to stand in a record.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray
from pydantic import Field, field_validator

from jobs.stages.colour_profile import Lab, lab_pixels
from jobs.stages.contract import Frozen, Pixels

ZONES = (20.0, 50.0, 80.0)
"""Lightness at which the tints of shadows, midtones and highlights are whole."""
_COLOURFUL = 60.0
"""Chroma from which saturation is mostly left alone: such colours are near the gamut's edge."""
_STRIP = 256
_STEPS = 40
"""Places on the tables to a unit of lightness."""
_GRID = np.linspace(0, 100, 100 * _STEPS + 1)

Tint = tuple[float, float]
Knot = tuple[float, float]


class Adjustment(Frozen):
    """What is done to each pixel in CIE Lab. The default changes nothing."""

    tone: tuple[Knot, ...] = Field(
        default=((0.0, 0.0), (100.0, 100.0)),
        min_length=2,
        description="lightness before and after, ascending from 0 to 100, joined by a smooth curve",
    )
    saturation: float = Field(
        default=1.0, ge=0, le=2, description="factor for chroma; vivid colours keep theirs"
    )
    tints: tuple[Tint, Tint, Tint] = Field(
        default=((0.0, 0.0), (0.0, 0.0), (0.0, 0.0)),
        description="added to a and b in shadows, midtones and highlights; none in black and white",
    )

    @field_validator("tone")
    @classmethod
    def _ascending(cls, tone: tuple[Knot, ...]) -> tuple[Knot, ...]:
        before, after = zip(*tone, strict=True)
        if before[0] != 0 or before[-1] != 100:
            raise ValueError("the tone curve goes from lightness 0 to lightness 100")
        if any(b <= a for a, b in itertools.pairwise(before)):
            raise ValueError("the tone curve's knots ascend")
        if any(b < a for a, b in itertools.pairwise(after)) or after[0] < 0 or after[-1] > 100:
            raise ValueError("the tone curve never falls, and stays within 0..100")
        return tone

    def weakened(self, share: float) -> Adjustment:
        """The same change by ``share`` of it, 0..1."""
        return Adjustment(
            tone=tuple((x, round(x + share * (y - x), 3)) for x, y in self.tone),
            saturation=round(1 + share * (self.saturation - 1), 4),
            tints=(self._tint(0, share), self._tint(1, share), self._tint(2, share)),
        )

    def _tint(self, zone: int, share: float) -> Tint:
        a, b = self.tints[zone]
        return round(share * a, 3), round(share * b, 3)


def adjusted_lab(lab: Lab, change: Adjustment) -> Lab:
    """Pixels in CIE Lab after the change; what lies outside sRGB is not brought back yet.

    The curve is monotone between its knots (Fritsch and Carlson, 1980).
    """
    place = np.clip(lab[..., 0] * _STEPS, 0, 100 * _STEPS).astype(np.int32)
    lifted = (_curve(change) - _GRID).astype(np.float32)
    lightness = lab[..., 0] + lifted[place]
    place = np.clip(lightness * _STEPS, 0, 100 * _STEPS).astype(np.int32)
    squared = np.square(lab[..., 1]) + np.square(lab[..., 2])
    gain = 1 + np.float32(change.saturation - 1) * np.exp(squared * np.float32(-(_COLOURFUL**-2)))
    after = np.empty_like(lab)
    after[..., 0] = lightness
    for axis in (1, 2):
        tints = (0.0, *(tint[axis - 1] for tint in change.tints), 0.0)
        tint = np.interp(_GRID, (0.0, *ZONES, 100.0), tints).astype(np.float32)
        after[..., axis] = gain * lab[..., axis] + tint[place]
    return after


def adjust(
    pixels: Pixels, change: Adjustment, progress: Callable[[float], None] = lambda done: None
) -> Pixels:
    """RGB uint8 after the change, strip by strip, so that memory stays bounded.

    ``progress`` is called with 0..1 before each strip and may raise to stop.
    """
    done = np.empty_like(pixels)
    for top in range(0, len(pixels), _STRIP):
        progress(top / len(pixels))
        strip = slice(top, top + _STRIP)
        done[strip] = rgb_pixels(adjusted_lab(lab_pixels(pixels[strip]), change))
    return done


def rgb_pixels(lab: Lab) -> Pixels:
    """Pixels in CIE Lab as sRGB uint8; colours outside it end at its edge."""
    rgb = cv2.cvtColor(lab, cv2.COLOR_Lab2RGB)
    pixels: Pixels = np.clip(np.rint(255 * rgb), 0, 255).astype(np.uint8)
    return pixels


def _curve(change: Adjustment) -> NDArray[np.float64]:
    from scipy.interpolate import PchipInterpolator

    before, after = zip(*change.tone, strict=True)
    return np.asarray(PchipInterpolator(before, after)(_GRID))
