"""A picture's colours and contrast in a few numbers that do not depend on its size or content."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from jobs.stages.canonical_json import json_sha256
from jobs.stages.contract import Frozen, Pixels

Lab = NDArray[np.float32]
"""CIE Lab, ... x 3, float32: lightness 0..100, a and b about 0."""
PALETTE = 64
"""Colours in a palette, each the mean of as many pixels: 2 to the 6th, for six cuts."""
PERCENTILES = np.arange(101)
_SHOWN = (1, 5, 25, 50, 75, 95, 99)
_SIDE = 160
"""Pictures are measured at most this large a side; twice as large moves a distance by 0.2."""


class ColourProfile(Frozen):
    """How light, how contrasty and how colourful a picture is: what a target is given as.

    Percentiles 0..100 of each axis of CIE Lab, and a palette of 64 colours in Lab that stand for
    an equal share of the pixels each.
    """

    lightness: tuple[float, ...] = Field(min_length=101, max_length=101)
    a: tuple[float, ...] = Field(min_length=101, max_length=101)
    b: tuple[float, ...] = Field(min_length=101, max_length=101)
    palette: tuple[tuple[float, float, float], ...] = Field(min_length=PALETTE, max_length=PALETTE)


class ProfileInShort(Frozen):
    """What a person reads of a profile, and the digest that tells it from every other."""

    lightness: tuple[float, ...] = Field(
        description="CIE Lab lightness, percentiles 1, 5, 25, 50, 75, 95 and 99"
    )
    a: float = Field(description="mean of the palette on CIE Lab's axis from green to red")
    b: float = Field(description="the same from blue to yellow")
    chroma: float = Field(description="mean distance of the palette's colours from grey, in Lab")
    sha256: str = Field(description="of the whole profile as JSON, keys sorted and without blanks")


class ProfileDistance(Frozen):
    """How far two profiles are apart."""

    delta_e: float = Field(
        ge=0, description="mean ΔE2000 of the two palettes, paired for the least sum"
    )
    histogram: float = Field(
        ge=0, description="mean earth mover's distance of the histograms of L, a and b, in Lab"
    )


def measure(pixels: Pixels) -> ColourProfile:
    """The profile of RGB uint8 pixels, height x width x 3, of any size."""
    return measure_lab(lab_pixels(reduced(pixels)))


def in_short(profile: ColourProfile) -> ProfileInShort:
    """The profile in the few numbers that a record shows."""
    colours = np.asarray(profile.palette)
    return ProfileInShort(
        lightness=tuple(profile.lightness[rank] for rank in _SHOWN),
        a=round(float(colours[:, 1].mean()), 3),
        b=round(float(colours[:, 2].mean()), 3),
        chroma=round(float(np.hypot(colours[:, 1], colours[:, 2]).mean()), 3),
        sha256=json_sha256(profile.model_dump(mode="json")),
    )


def reduced(pixels: Pixels) -> Pixels:
    """The pixels at the size that profiles are measured at, by area averaging."""
    height, width = pixels.shape[:2]
    size = min(width, _SIDE), min(height, _SIDE)
    if size == (width, height):
        return pixels
    smaller: Pixels = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    return smaller


def lab_pixels(pixels: Pixels) -> Lab:
    """RGB uint8 in CIE Lab (D65), unrounded."""
    lab: Lab = cv2.cvtColor(pixels.astype(np.float32) * np.float32(1 / 255), cv2.COLOR_RGB2Lab)
    return lab


def measure_lab(lab: Lab) -> ColourProfile:
    """The profile of pixels in CIE Lab."""
    flat = lab.reshape(-1, 3)
    lightness, a, b = np.percentile(flat, PERCENTILES, axis=0).T
    return ColourProfile(
        lightness=_rounded(lightness),
        a=_rounded(a),
        b=_rounded(b),
        palette=tuple(
            (float(one[0]), float(one[1]), float(one[2]))
            for one in np.round(_equal_shares(flat), 3)
        ),
    )


def distance(one: ColourProfile, other: ColourProfile) -> ProfileDistance:
    """How far two profiles are apart; 0 for equal ones.

    The palettes' colours are paired one to one by the assignment with the least sum of CIEDE2000
    differences (Sharma, Wu and Dalal, 2005): the earth mover's distance between two sets of equal
    shares. The histograms' is the mean difference of percentiles, in one dimension the same.
    """
    from scipy.optimize import linear_sum_assignment

    apart = delta_e(np.asarray(one.palette)[:, None], np.asarray(other.palette)[None])
    pairs = linear_sum_assignment(apart)
    axes = ((one.lightness, other.lightness), (one.a, other.a), (one.b, other.b))
    moved = [float(np.abs(np.subtract(first, second)).mean()) for first, second in axes]
    return ProfileDistance(
        delta_e=round(float(apart[pairs].mean()), 3), histogram=round(sum(moved) / 3, 3)
    )


def delta_e(one: NDArray[np.floating], other: NDArray[np.floating]) -> NDArray[np.float64]:
    """CIEDE2000 between colours in Lab, ... x 3, broadcast against each other."""
    from skimage.color import deltaE_ciede2000

    return np.asarray(deltaE_ciede2000(one, other), np.float64)


def _equal_shares(flat: Lab) -> Lab:
    """Median cut (Heckbert, 1982) into 64 shares, each of 1/64 of the pixels.

    The axes take turns instead of the widest going first: a small change of the picture then
    changes the shares by little, and a distance does not jump.
    """
    # Fewer pixels than shares, as in a picture of one pixel, are each counted more often.
    boxes = [np.repeat(flat, -(-PALETTE // len(flat)), axis=0) if len(flat) < PALETTE else flat]
    for axis in (0, 2, 1, 0, 2, 1):
        boxes = [half for box in boxes for half in _halves(box, axis)]
    return np.stack([box.mean(axis=0) for box in boxes])


def _halves(box: Lab, axis: int) -> tuple[Lab, Lab]:
    middle = len(box) // 2
    order = np.argpartition(box[:, axis], middle)
    return box[order[:middle]], box[order[middle:]]


def _rounded(values: NDArray[np.floating]) -> tuple[float, ...]:
    return tuple(float(value) for value in np.round(values, 3))
