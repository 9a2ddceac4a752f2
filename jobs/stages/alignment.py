"""Colour and contrast brought towards a target profile, within what keeps the picture itself."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from jobs.stages.colour_adjustment import ZONES, Adjustment, Tint, adjust, adjusted_lab, rgb_pixels
from jobs.stages.colour_profile import (
    ColourProfile,
    Lab,
    ProfileDistance,
    ProfileInShort,
    delta_e,
    distance,
    in_short,
    lab_pixels,
    measure,
    measure_lab,
    reduced,
)
from jobs.stages.contract import Frozen, Picture, Pixels
from jobs.stages.looks import LOOKS
from jobs.stages.target_profile import is_picture, wanted

LEAST_SLOPE, MOST_SLOPE = 0.6, 1.6
"""Of a fitted tone curve: below, detail would drown; above, noise and steps would show."""
LEAST_SATURATION, MOST_SATURATION = 0.7, 1.4
MOST_TINT = 8.0
"""Lab units that a fitted tint has at most on an axis."""
_RANKS = (1, 10, 25, 50, 75, 90, 99)
_SPARSE = 0.03
"""Share of a picture below which a zone says nothing of its own."""
_NOTHING = Adjustment()


class Limits(Frozen):
    """How far an alignment may go."""

    strength: float = Field(default=1.0, ge=0, le=1, description="share of the way to the target")
    most_changed: float = Field(
        default=8.0,
        ge=0,
        le=50,
        description="mean ΔE2000 that pixels may move; the strength falls until it is kept",
    )


class AlignmentDetails(Frozen):
    """What the alignment did, as it stands in the record."""

    target: str = Field(description="the look, or the SHA-256 of the reference picture")
    aim: ProfileInShort | None = Field(
        default=None, description="the profile that was aimed at; records of `enhance` 1 lack it"
    )
    strength: float = Field(description="share of the way that was gone, within the limits")
    adjustment: Adjustment = Field(description="what was done to each pixel in CIE Lab")
    before: ProfileDistance = Field(description="from the target, before")
    after: ProfileDistance = Field(description="from the target, after")
    changed: float = Field(description="mean ΔE2000 between the pixels before and after")
    fidelity_db: float = Field(
        description="PSNR, at the source's size, between the aligned picture scaled down and the"
        " picture scaled down and then aligned: what the alignment did to detail"
    )


@dataclass(frozen=True)
class Aim:
    """A target and what it means for one source: the profile that the proof is to have."""

    target: str
    profile: ColourProfile
    look: Adjustment | None

    @classmethod
    def of(cls, target: str, source: Pixels, fetch: Callable[[str], Picture]) -> Aim:
        """The aim of a target; raises ``StageError`` when its picture cannot serve as one."""
        look = None if is_picture(target) else LOOKS[target][1]
        return cls(target, wanted(target, source, fetch), look)


def align(
    pixels: Pixels,
    aim: Aim,
    limits: Limits,
    size: tuple[int, int],
    progress: Callable[[float], None] = lambda done: None,
) -> tuple[Pixels, AlignmentDetails]:
    """``pixels`` (RGB uint8) with the target's colour and contrast, and what was done.

    ``size`` is the source's width and height, at which fidelity is measured. ``progress`` is
    called with 0..1 and may raise to stop. What would come no nearer is left as it is.
    """
    small = lab_pixels(reduced(pixels))
    before = measure_lab(small)
    whole = fit(before, small, aim.profile) if aim.look is None else aim.look
    strength = _strength(small, whole, limits)
    change, apart = whole.weakened(strength), distance(before, aim.profile)
    if _reached(small, change, aim.profile).delta_e >= apart.delta_e:
        strength, change = 0.0, _NOTHING
    aligned = pixels if change == _NOTHING else adjust(pixels, change, progress)
    details = AlignmentDetails(
        target=aim.target,
        aim=in_short(aim.profile),
        strength=round(strength, 4),
        adjustment=change,
        before=apart,
        after=distance(measure(aligned), aim.profile),
        changed=round(_moved(small, change), 3),
        fidelity_db=_fidelity(pixels, aligned, change, size),
    )
    return aligned, details


def fit(profile: ColourProfile, lab: Lab, aim: ColourProfile) -> Adjustment:
    """The adjustment that takes pixels in Lab, of this profile, nearest to another's.

    Tones by histogram specification with the slope limited (as in CLAHE, Zuiderveld, 1994);
    saturation and tints by means and deviations of a and b (Reinhard et al., "Color transfer
    between images", 2001), for shadows, midtones and highlights each.
    """
    toned = Adjustment(tone=_tone(profile, aim))
    colours = np.asarray(aim.palette, np.float32)
    spread = _spread(colours) / max(_spread(lab.reshape(-1, 3)), 1e-3)
    # A picture without colours of its own gets none by being multiplied.
    saturation = float(np.clip(spread, LEAST_SATURATION, MOST_SATURATION))
    partly = Adjustment(tone=toned.tone, saturation=round(saturation, 4))
    given = adjusted_lab(lab, partly).reshape(-1, 3)
    tints = [_tint(given, colours, zone) for zone in range(3)]
    return Adjustment(
        tone=partly.tone, saturation=partly.saturation, tints=(tints[0], tints[1], tints[2])
    )


def _tone(profile: ColourProfile, aim: ColourProfile) -> tuple[tuple[float, float], ...]:
    given = np.array([profile.lightness[rank] for rank in _RANKS])
    # Equal percentiles, as in a flat picture, are one knot; the ends of the axis are added.
    given, places = np.unique(np.round(given, 2), return_index=True)
    inner = (given > 0) & (given < 100)
    given, places = given[inner], places[inner]
    if len(given) == 0:
        return _NOTHING.tone
    goal = np.array([aim.lightness[_RANKS[place]] for place in places])
    steps = np.diff(given)
    rises = np.clip(np.diff(goal), LEAST_SLOPE * steps, MOST_SLOPE * steps)
    curve = np.concatenate(([0.0], np.cumsum(rises)))
    curve *= min(1.0, 100 / max(curve[-1], 1e-6))
    offset = float(np.clip((goal - curve).mean(), 0, 100 - curve[-1]))
    curve += offset
    start = max(0.0, curve[0] - given[0])
    end = min(100.0, curve[-1] + (100 - given[-1]))
    knots = zip((0.0, *given, 100.0), (start, *curve, end), strict=True)
    return tuple((round(float(x), 3), round(float(y), 3)) for x, y in knots)


def _spread(lab: NDArray[np.floating]) -> float:
    """Deviation of a and b together."""
    return math.sqrt(float(lab[:, 1].var() + lab[:, 2].var()))


def _tint(given: Lab, aim: Lab, zone: int) -> Tint:
    """What is missing to the aim's mean of a and b in one zone, within the limit."""
    here, there = _zone_mean(given, zone), _zone_mean(aim, zone)
    missing = np.clip(there - here, -MOST_TINT, MOST_TINT)
    return round(float(missing[0]), 3), round(float(missing[1]), 3)


def _zone_mean(lab: NDArray[np.floating], zone: int) -> NDArray[np.float64]:
    """Mean a and b around a zone's lightness; the whole picture's where few pixels lie there."""
    hats = np.eye(5)[zone + 1]
    weight = np.interp(lab[:, 0], (0.0, *ZONES, 100.0), hats)
    if weight.mean() < _SPARSE:
        weight = np.ones(len(lab))
    return np.asarray((weight[:, None] * lab[:, 1:]).sum(axis=0) / weight.sum())


def _strength(lab: Lab, whole: Adjustment, limits: Limits) -> float:
    """The largest share of ``whole``, within the strength, that moves pixels as far as is let."""
    low, high = 0.0, limits.strength
    sample = lab.reshape(-1, 3)[:: max(1, lab.size // 3 // 8192)]
    if _moved(sample, whole.weakened(high)) <= limits.most_changed:
        return high
    for _ in range(8):
        middle = (low + high) / 2
        kept = _moved(sample, whole.weakened(middle)) <= limits.most_changed
        low, high = (middle, high) if kept else (low, middle)
    return low


def _reached(lab: Lab, change: Adjustment, aim: ColourProfile) -> ProfileDistance:
    """How far from the aim pixels in Lab are after the change."""
    return distance(measure_lab(_shown(lab, change)), aim)


def _shown(lab: Lab, change: Adjustment) -> Lab:
    """Pixels in Lab after the change, as they come out in sRGB."""
    after = adjusted_lab(lab, change)
    return lab_pixels(rgb_pixels(after.reshape(1, -1, 3))).reshape(after.shape)


def _moved(lab: Lab, change: Adjustment) -> float:
    """Mean ΔE2000 of pixels before and after."""
    return float(delta_e(lab, _shown(lab, change)).mean())


def _fidelity(pixels: Pixels, aligned: Pixels, change: Adjustment, size: tuple[int, int]) -> float:
    """PSNR between ``aligned`` scaled down by area, and ``pixels`` scaled down and then aligned."""
    if size[0] >= pixels.shape[1] or size[1] >= pixels.shape[0]:
        return 99.0
    first, then = (cv2.resize(one, size, interpolation=cv2.INTER_AREA) for one in (aligned, pixels))
    return round(min(99.0, float(cv2.PSNR(first, adjust(then, change)))), 2)
