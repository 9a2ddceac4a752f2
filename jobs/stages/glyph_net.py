"""The small network that tells letters from ground inside a line of text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jobs.stages import sub_pixel_unet
from jobs.stages.contract import Pin, Pixels, Plane
from jobs.stages.pinning import digest
from jobs.stages.weights import Weights

WEIGHTS_FILE = Path(__file__).parent / "glyph_net.safetensors"
VERSION = "2"
WIDTHS = (32, 56, 88, 128)
MULTIPLE = sub_pixel_unet.multiple(WIDTHS)
"""Sides of the input must be multiples of this."""


def build() -> Any:
    """An untrained network.

    In: RGB and the outline's mask, 0..1, four channels. Out: two logits a pixel, *painted*
    (letters, their outline and their shadow) and *letter*.
    """
    return sub_pixel_unet.build(4, 2, WIDTHS)


def probabilities(
    weights: Weights, pixels: Pixels, outline: Plane
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """How likely each pixel of a crop is painted, and is part of a letter, 0..1.

    The crop is padded to a multiple of sixteen by mirroring.
    """
    net = weights.once(
        "glyph-net", lambda: sub_pixel_unet.load(WEIGHTS_FILE, build(), weights.settings)
    )
    height, width = pixels.shape[:2]
    below, right = -height % MULTIPLE, -width % MULTIPLE
    stacked = np.dstack([pixels, outline]).astype(np.float32) / 255
    padded: NDArray[np.float32] = np.pad(
        stacked, ((0, below), (0, right), (0, 0)), mode="symmetric"
    )
    logits = sub_pixel_unet.answer(net, padded.transpose(2, 0, 1)[None])[0, :, :height, :width]
    painted, letter = 1 / (1 + np.exp(-logits))
    return painted, letter


def pin() -> Pin:
    """The network's weights, without loading them."""
    return Pin(role="segmenter", id="glyph-net", version=VERSION, sha256=digest(WEIGHTS_FILE))
