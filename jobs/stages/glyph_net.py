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
VERSION = "4"
WIDTHS = (32, 56, 88, 128)
MULTIPLE = sub_pixel_unet.multiple(WIDTHS)
"""Sides of the input must be multiples of this."""
CUES = 5
"""Channels that a second look has beside the picture: both answers of the first, and how far each
pixel's colour is from the letters' around it."""
AROUND = (24.0, 5.0)
"""Deviations in pixels, across and down, of where a letter's colour counts: along the line more
than across it, since lettering is often shaded from top to bottom."""
FEW = 0.02
"""A share of letters around a pixel, from which on their colour is known there."""

Floats = NDArray[np.float32]


def build() -> Any:
    """An untrained network.

    In: RGB and the outline's mask, 0..1, and the cues of a first look or zeros, nine channels.
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
    """What a first look gives the second: H x W x 5.

    ``pixels`` is H x W x 3, 0..1, ``answer`` 2 x H x W. The colours' difference is that to the
    letters' local mean, -1..1, and nothing where there are no letters near.
    """
    weight = answer[1][:, :, None] ** 2
    mean = cv2.GaussianBlur(
        np.dstack([pixels * weight, weight]), (0, 0), sigmaX=AROUND[0], sigmaY=AROUND[1]
    )
    share = mean[:, :, 3:]
    away = (pixels - mean[:, :, :3] / (share + 1e-6)) * (share / (share + FEW))
    return np.asarray(np.dstack([answer.transpose(1, 2, 0), away]), np.float32)


def pin() -> Pin:
    """The network's weights, without loading them."""
    return Pin(role="segmenter", id="glyph-net", version=VERSION, sha256=digest(WEIGHTS_FILE))
