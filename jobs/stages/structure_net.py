"""The small network that lays out a wide hole: coarse colours, from the surroundings and a hint."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from jobs.stages import starter, sub_pixel_unet
from jobs.stages.contract import Pin, Pixels, Plane
from jobs.stages.pinning import digest, version
from jobs.stages.weights import Weights

WEIGHTS_FILE = Path(__file__).parent / "structure_net.safetensors"
VERSION = "1"
WIDTHS = (32, 64, 96, 128)
SIDE = 64
"""The crop's longer side as the network sees it, in pixels."""
HINT_LENGTH = 384

Floats = NDArray[np.float32]


def build() -> Any:
    """An untrained network.

    In: SIDE x SIDE RGB with the hole stretched over, and its mask, 0..1, four channels; and a
    hint's vector, all zeros for none. Out: what is to be added to that RGB inside the hole.
    """
    return sub_pixel_unet.build(4, 3, WIDTHS, condition=HINT_LENGTH)


def encode(weights: Weights, hint: str) -> Floats:
    """A hint as a unit vector of HINT_LENGTH numbers; zeros for an empty one.

    The mean of the hidden states over its tokens (Reimers and Gurevych, 2019).
    """
    if not hint.strip():
        return np.zeros(HINT_LENGTH, np.float32)
    import torch

    parts = weights.once("hint-encoder", starter.load_parts)
    encoder, tokenizer = parts["text_encoder"], parts["tokenizer"]
    tokens = tokenizer(hint, truncation=True, return_tensors="pt")  # type: ignore[operator]
    with torch.inference_mode():
        states = encoder(**tokens).last_hidden_state[0]  # type: ignore[operator]
    mean = states.mean(dim=0)
    return np.asarray((mean / mean.norm()).numpy(), np.float32)


def stretched(pixels: Floats, hole: Plane) -> Floats:
    """The crop with its hole filled by ever coarser means of what is known (pull-push).

    Gortler et al., 1996: known pixels are averaged in blocks of two until every block knows
    something, and what lacks takes its value from the next coarser picture.
    """
    known = (hole == 0).astype(np.float32)
    if not known.any():
        raise ValueError("The hole covers the whole crop: nothing is left to fill it from.")
    height, width = hole.shape
    if known.all() or max(height, width) == 1:
        return np.asarray(pixels, np.float32)
    size = max(1, (width + 1) // 2), max(1, (height + 1) // 2)
    share = cv2.resize(known, size, interpolation=cv2.INTER_AREA)
    total = cv2.resize(pixels * known[:, :, None], size, interpolation=cv2.INTER_AREA)
    mean = total / np.maximum(share, 1e-6)[:, :, None]
    lacks = np.where(share < 1e-6, 255, 0).astype(np.uint8)
    coarse = stretched(mean.astype(np.float32), np.asarray(lacks, np.uint8))
    back = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.where(known[:, :, None] > 0, pixels, back).astype(np.float32)


def lay_out(weights: Weights, pixels: Pixels, hole: Plane, hint: str) -> Floats:
    """Coarse colours for a crop's hole, float32 RGB 0..255 at the crop's size.

    Raises ``ValueError`` when the hole leaves nothing known.
    """
    net = weights.once(
        "structure-net", lambda: sub_pixel_unet.load(WEIGHTS_FILE, build(), weights.settings)
    )
    height, width = hole.shape
    small, inside = shrunk(stretched(pixels.astype(np.float32), hole), hole)
    stacked = np.dstack([small / 255, inside]).transpose(2, 0, 1)[None]
    added = sub_pixel_unet.answer(net, stacked, encode(weights, hint)[None])[0]
    laid = small + 255 * added.transpose(1, 2, 0) * inside[:, :, None]
    side = max(height, width)
    whole = cv2.resize(laid, (side, side), interpolation=cv2.INTER_CUBIC)[:height, :width]
    return np.asarray(np.clip(whole, 0, 255), np.float32)


def shrunk(filled: Floats, hole: Plane) -> tuple[Floats, Floats]:
    """A crop and its hole at SIDE x SIDE, mirrored to a square first; the hole's share 0..1."""
    height, width = hole.shape
    side = max(height, width)
    pad = ((0, side - height), (0, side - width))
    method = cv2.INTER_AREA if side > SIDE else cv2.INTER_CUBIC
    square = np.pad(filled, (*pad, (0, 0)), mode="symmetric")
    inside = np.pad((hole > 0).astype(np.float32), pad)
    return (
        np.asarray(cv2.resize(square, (SIDE, SIDE), interpolation=method), np.float32),
        np.asarray(cv2.resize(inside, (SIDE, SIDE), interpolation=cv2.INTER_AREA), np.float32),
    )


def pins(hint: str) -> tuple[Pin, ...]:
    """The network's weights, and what reads a hint where there is one, without loading them."""
    net = Pin(role="inpainter", id="structure-net", version=VERSION, sha256=digest(WEIGHTS_FILE))
    if not hint.strip():
        return (net,)
    package = starter.ENCODER_PACKAGE
    return (
        net,
        Pin(
            role="encoder",
            id="all-MiniLM-L6-v2",
            version=f"{package} {version(package)}",
            sha256=digest(starter.encoder_folder() / "model.safetensors"),
        ),
    )
