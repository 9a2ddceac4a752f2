"""The small network that tells letters from ground inside a line of text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages import sub_pixel_unet
from jobs.stages.contract import Pin, Pixels, Plane
from jobs.stages.pinning import digest
from jobs.stages.weights import Weights

WEIGHTS_FILE = Path(__file__).parent / "glyph_net.safetensors"
VERSION = "5"
WIDTHS = (32, 56, 88, 128)
MULTIPLE = sub_pixel_unet.multiple(WIDTHS)
"""Sides of the input must be multiples of this."""
CUES = 6
"""Channels that a second look has beside the picture: both answers of the first, how far each
pixel's colour is from what letters would show there, and how far that is from the ground."""
AROUND = (24.0, 5.0)
"""Deviations in pixels, across and down, of where a letter's colour counts: along the line more
than across it, since lettering is often shaded from top to bottom."""
FEW = 0.02
"""A share of letters around a pixel, from which on their colour is known there."""

BENEATH, STROKES = 5.0, 8
"""Deviation in pixels of the mean that the ground beneath letters is taken from, and half of the
window of its median: wider than any stroke of a line as the network sees it."""
FLATNESS = 0.0015
"""Variance of the ground, of 0..1 squared, below which what it does says little of how much letters
let through: they are taken for opaque."""

Floats = NDArray[np.float32]


def build() -> Any:
    """An untrained network.

    In: RGB and the outline's mask, 0..1, and the cues of a first look or zeros, ten channels.
    Out: two logits a pixel, *painted* (letters, their outline and their shadow) and *letter*.
    """
    return sub_pixel_unet.build(4 + CUES, 2, WIDTHS)


def probabilities(weights: Weights, pixels: Pixels, outline: Plane) -> tuple[Floats, Floats]:
    """How likely each pixel of a crop is painted, and is part of a letter, 0..1.

    The network looks twice: what it saw first tells it the letters' colour, and so what around
    them is of another (self-conditioning, Chen et al., 2022). The crop is padded to a multiple
    of sixteen by mirroring.
    """
    net = weights.once(
        "glyph-net", lambda: sub_pixel_unet.load(WEIGHTS_FILE, build(), weights.settings)
    )
    height, width = pixels.shape[:2]
    below, right = -height % MULTIPLE, -width % MULTIPLE
    stacked = np.dstack([pixels, outline]).astype(np.float32) / 255
    padded: Floats = np.pad(stacked, ((0, below), (0, right), (0, 0)), mode="symmetric")
    seen = np.zeros((*padded.shape[:2], CUES), np.float32)
    for _ in range(2):
        given = np.dstack([padded, seen]).transpose(2, 0, 1)[None]
        answer: Floats = 1 / (1 + np.exp(-sub_pixel_unet.answer(net, given)[0]))
        seen = cues(padded[:, :, :3], answer)
    painted, letter = answer[:, :height, :width]
    return painted, letter


def cues(pixels: Floats, answer: Floats) -> Floats:
    """What a first look gives the second: H x W x CUES.

    ``pixels`` is H x W x 3, 0..1, ``answer`` 2 x H x W. Each pixel's difference, -1..1, is that
    to what letters would show there: their own local mean, and as much of the ground as they let
    through; nothing where there are no letters near. The last is how far that is from the ground.
    """
    weight = answer[1][:, :, None] ** 2
    ground = _ground(pixels, answer)
    both = np.dstack([pixels * weight, ground * weight, weight])
    mean = cv2.GaussianBlur(both, (0, 0), sigmaX=AROUND[0], sigmaY=AROUND[1])
    share = mean[:, :, 6:]
    seen, under = (mean[:, :, part] / (share + 1e-6) for part in (slice(3), slice(3, 6)))
    beneath = ground - under
    shared = float((weight * beneath * (pixels - seen)).sum())
    own = float((weight * beneath**2).sum()) + FLATNESS * float(weight.sum())
    through = float(np.clip(shared / max(own, 1e-6), 0, 1))
    expected = seen + through * beneath
    near = share / (share + FEW)
    stands_out = np.sqrt(((expected - ground) ** 2).mean(axis=2, keepdims=True))
    away = (pixels - expected) * near
    return np.asarray(np.dstack([answer.transpose(1, 2, 0), away, stands_out * near]), np.float32)


def _ground(pixels: Floats, answer: Floats) -> Floats:
    """The ground beneath and around letters, H x W x 3, 0..1, with its edges: bare pixels' mean
    where something is painted, and then the median, which no stroke outweighs."""
    painted = answer.max(axis=0)[:, :, None]
    bare = (1 - painted) ** 2 + 1e-4
    mean = cv2.GaussianBlur(np.dstack([pixels * bare, bare]), (0, 0), BENEATH)
    filled = pixels + painted * (mean[:, :, :3] / mean[:, :, 3:] - pixels)
    levels = np.clip(filled * 255, 0, 255).round().astype(np.uint8)
    return np.asarray(cv2.medianBlur(levels, 2 * STROKES + 1), np.float32) / np.float32(255)


def pin() -> Pin:
    """The network's weights, without loading them."""
    return Pin(role="segmenter", id="glyph-net", version=VERSION, sha256=digest(WEIGHTS_FILE))
