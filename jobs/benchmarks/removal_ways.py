"""The ways of removing text that the bench lays side by side."""

from __future__ import annotations

import time
from dataclasses import dataclass

import cv2
import numpy as np

from jobs.benchmarks.lettering import Lettered
from jobs.stages import dilate, find_text, inpaint, unblend
from jobs.stages.contract import Context, Frame, Picture, Pixels, Plane
from jobs.stages.dilation import AdjustDilationParams
from jobs.stages.regions import disk

POLYGON, EXACT = "OCR polygon + 3 px, Telea", "exact glyphs + 1 px, Telea"
DEVIATION = "least edge deviation, Telea"
STRATEGIES: tuple[inpaint.Strategy, ...] = ("patch", "model", "hybrid")
WAYS = (POLYGON, EXACT, DEVIATION, *STRATEGIES)
GROWTH, GROWN_MASKS = 2, 11
"""How many pixels each mask is grown beyond the one before, and how many masks there are."""


@dataclass(frozen=True)
class Cleaned:
    """What one way made of a photo; ``seconds`` is its fill's alone."""

    pixels: Pixels
    mask: Plane
    seconds: float


@dataclass(frozen=True)
class CleanedPhoto:
    """One photo cleaned in every way, with the outlines and the mask that ours share.

    ``finding`` and ``shaping`` are the seconds of the detector, and of the mask and un-blending.
    """

    ways: dict[str, Cleaned]
    outlines: Plane
    finding: float
    shaping: float


def clean(lettered: Lettered, context: Context) -> CleanedPhoto:
    """Clean one photo in every way; ours fill what is left, once see-through letters are taken
    off, of the mask that they found themselves."""
    picture = Picture(lettered.pixels)
    began = time.perf_counter()
    located = find_text.run(Frame(picture, picture), find_text.ApplyMaskParams(), context).frame
    looked = time.perf_counter()
    adjusted = dilate.run(located, AdjustDilationParams(), context)
    shaped = unblend.run(adjusted.frame, unblend.UnblendParams(), context).frame
    ended = time.perf_counter()
    letters = adjusted.pictures["letters"]
    assert located.mask is not None
    grown = np.asarray(cv2.dilate(located.mask, np.ones((7, 7), np.uint8)), np.uint8)
    exact = np.asarray(cv2.dilate(lettered.mask, np.ones((3, 3), np.uint8)), np.uint8)
    ways = {POLYGON: _telea(lettered.pixels, grown), EXACT: _telea(lettered.pixels, exact)}
    ways[DEVIATION] = _telea(lettered.pixels, least_deviation(lettered.pixels, letters))
    for strategy in STRATEGIES:
        ways[strategy] = _ours(shaped, strategy, context)
    return CleanedPhoto(ways, located.mask, looked - began, ended - looked)


def least_deviation(pixels: Pixels, letters: Plane) -> Plane:
    """The mask that PanelCleaner's rule chooses: for each region the one with the calmest edge.

    ``letters`` labels each region's letters. They are grown step by step; of the masks that this
    gives, the one is kept along whose border the picture's values deviate least.
    """
    mask = np.zeros_like(letters)
    for label in np.unique(letters[letters > 0]):
        grown = np.where(letters == label, 255, 0).astype(np.uint8)
        masks = [grown]
        for _ in range(GROWN_MASKS - 1):
            masks.append(np.asarray(cv2.dilate(masks[-1], disk(GROWTH)), np.uint8))
        mask |= min(masks, key=lambda each: _edge_deviation(pixels, each))
    return mask


def _edge_deviation(pixels: Pixels, mask: Plane) -> float:
    border = (cv2.dilate(mask, disk(1)) > 0) & (mask == 0)
    return float(pixels[border].std(axis=0).mean()) if border.any() else float("inf")


def _ours(frame: Frame, strategy: inpaint.Strategy, context: Context) -> Cleaned:
    began = time.perf_counter()
    filled = inpaint.run(frame, inpaint.InpaintParams(strategy=strategy), context).frame
    seconds = time.perf_counter() - began
    assert filled.mask is not None
    return Cleaned(filled.picture.pixels, filled.mask, seconds)


def _telea(pixels: Pixels, mask: Plane) -> Cleaned:
    began = time.perf_counter()
    filled = np.asarray(cv2.inpaint(pixels, mask, 3, cv2.INPAINT_TELEA), np.uint8)
    return Cleaned(filled, mask, time.perf_counter() - began)
