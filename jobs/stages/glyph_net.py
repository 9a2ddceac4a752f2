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
VERSION = "6"
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
SHADED = (24.0, 8.0)
"""Deviations in pixels, across and down, of where it is seen how letters are shaded from top to
bottom: over more of the line's height than one colour is taken from."""
STEADY, FARTHEST = 4.0, 12.0
"""How reluctantly letters are taken to be shaded, in pixels squared of the spread of their rows,
and for how many pixels beyond what was seen of them their shading is continued."""

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
    to what letters would show there: their own local mean, shaded on from where they were seen,
    and as much of the ground as they let through; nothing where there are no letters near. The
    last is how far that is from the ground.
    """
    weight = answer[1][:, :, None] ** 2
    ground = _ground(pixels, answer)
    rows = np.broadcast_to(np.arange(len(pixels), dtype=np.float32)[:, None, None], weight.shape)
    mean, share = _nearby(np.dstack([pixels, ground, rows]), weight, AROUND)
    near = share / (share + FEW)
    above = np.clip(rows - mean[:, :, 6:], -FARTHEST, FARTHEST) * near
    seen = np.clip(mean[:, :, :3] + above * _shading(pixels, rows, weight), 0, 1)
    beneath = ground - mean[:, :, 3:6]
    shared = float((weight * beneath * (pixels - seen)).sum())
    own = float((weight * beneath**2).sum()) + FLATNESS * float(weight.sum())
    through = float(np.clip(shared / max(own, 1e-6), 0, 1))
    expected = seen + through * beneath
    stands_out = np.sqrt(((expected - ground) ** 2).mean(axis=2, keepdims=True))
    away = (pixels - expected) * near
    return np.asarray(np.dstack([answer.transpose(1, 2, 0), away, stands_out * near]), np.float32)


def _nearby(planes: Floats, weight: Floats, reach: tuple[float, float]) -> tuple[Floats, Floats]:
    """The mean of planes, h x w x n, around each pixel by weight, h x w x 1, and the weight there;
    ``reach`` is the surroundings' deviations across and down."""
    both = np.dstack([planes * weight, weight])
    summed = cv2.GaussianBlur(both, (0, 0), sigmaX=reach[0], sigmaY=reach[1])
    share = summed[:, :, -1:]
    return summed[:, :, :-1] / (share + np.float32(1e-6)), share


def _shading(pixels: Floats, rows: Floats, weight: Floats) -> Floats:
    """By how much letters change from each row to the next, h x w x 3: a regression around each
    pixel that leans to letters of one colour."""
    down = rows - np.float32(len(rows) / 2)
    planes = np.dstack([down, down**2, pixels, pixels * down])
    mean, _ = _nearby(planes, weight, SHADED)
    row, square, colour, both = np.split(mean, (1, 2, 5), axis=2)
    spread = np.maximum(0, square - row**2)
    return np.asarray((both - colour * row) / (spread + np.float32(STEADY)), np.float32)


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
