"""The small network that fills thin holes: what lettering hides, from both its sides."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from jobs.stages import sub_pixel_unet
from jobs.stages.contract import Pin, Pixels, Plane
from jobs.stages.diffusion import diffuse
from jobs.stages.membrane import Floats
from jobs.stages.pinning import digest
from jobs.stages.weights import Weights

WEIGHTS_FILE = Path(__file__).parent / "fill_net.safetensors"
VERSION = "1"
WIDTHS = (40, 64, 96, 128)
MULTIPLE = sub_pixel_unet.multiple(WIDTHS)
VIEWS = 4
"""How many of a square's eight symmetries are looked at."""


def build() -> Any:
    """An untrained network.

    In: RGB as ``prefilled`` gives it and the hole's mask, 0..1, four channels. Out: what is to
    be added to that RGB inside the hole, three channels.
    """
    return sub_pixel_unet.build(4, 3, WIDTHS)


def prefilled(pixels: Pixels, hole: Plane) -> Pixels:
    """The crop with its hole filled along the edges that run into it, which the network mends."""
    values = pixels.astype(np.float32)
    filled = diffuse(values, hole)
    return np.clip(np.round(filled), 0, 255).astype(np.uint8)


def fill(weights: Weights, pixels: Pixels, hole: Plane, views: int = VIEWS) -> Floats:
    """The crop with its hole filled, float32 RGB 0..255; known pixels keep their values.

    The mean over ``views`` (1 to 8) of a square's symmetries: each errs in another direction.
    Raises ``ValueError`` when the hole leaves nothing known.
    """
    if hole.all():
        raise ValueError("The hole covers the whole crop: nothing is left to fill it from.")
    net = weights.once(
        "fill-net", lambda: sub_pixel_unet.load(WEIGHTS_FILE, build(), weights.settings)
    )
    before = prefilled(pixels, hole)
    height, width = hole.shape
    stacked = np.dstack([before, hole]).astype(np.float32) / 255
    pad = ((0, -height % MULTIPLE), (0, -width % MULTIPLE), (0, 0))
    padded: Floats = np.pad(stacked, pad, mode="symmetric")
    added = np.zeros((*padded.shape[:2], 3), np.float32)
    for view in range(views):
        seen = turned(padded, view).transpose(2, 0, 1)[None]
        answer = sub_pixel_unet.answer(net, seen)[0].transpose(1, 2, 0)
        added += turned_back(answer, view)
    filled = before + 255 * added[:height, :width] / views
    return np.where(hole[:, :, None] > 0, np.clip(filled, 0, 255), pixels).astype(np.float32)


def turned(values: Floats, view: int) -> Floats:
    """One of the eight symmetries: mirrored across, mirrored down, transposed."""
    values = values[:, ::-1] if view & 1 else values
    values = values[::-1] if view & 2 else values
    return values.transpose(1, 0, 2) if view & 4 else values


def turned_back(values: Floats, view: int) -> Floats:
    values = values.transpose(1, 0, 2) if view & 4 else values
    values = values[::-1] if view & 2 else values
    return values[:, ::-1] if view & 1 else values


def pin() -> Pin:
    """The network's weights, without loading them."""
    return Pin(role="inpainter", id="fill-net", version=VERSION, sha256=digest(WEIGHTS_FILE))
