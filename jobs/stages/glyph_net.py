"""The small network that tells letters from ground inside a line of text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jobs.stages.contract import Pin, Pixels, Plane
from jobs.stages.pinning import digest
from jobs.stages.weights import Weights

WEIGHTS_FILE = Path(__file__).parent / "glyph_net.safetensors"
VERSION = "1"
WIDTHS = (24, 40, 56, 80)
MULTIPLE = 16
"""Sides of the input must be multiples of this."""


def build() -> Any:
    """An untrained network.

    A U-Net (Ronneberger et al., 2015) that works on 2 x 2 blocks of pixels (sub-pixel
    convolution, Shi et al., 2016). In: RGB and the outline's mask, 0..1, four channels. Out:
    two logits a pixel, *painted* (letters, their outline and their shadow) and *letter*.
    """
    import torch
    from torch import nn

    def block(channels: int, wide: int) -> nn.Module:
        return nn.Sequential(
            nn.Conv2d(channels, wide, 3, padding=1),
            nn.SiLU(),
            nn.Conv2d(wide, wide, 3, padding=1),
            nn.SiLU(),
        )

    class GlyphNet(nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            inputs = (16, *WIDTHS[:-1])
            pairs = zip(inputs, WIDTHS, strict=True)
            self.down = nn.ModuleList(block(channels, wide) for channels, wide in pairs)
            steps = list(zip(WIDTHS[1:], WIDTHS[:-1], strict=True))[::-1]
            self.up = nn.ModuleList(block(deep + wide, wide) for deep, wide in steps)
            self.head = nn.Conv2d(WIDTHS[0], 8, 1)

        def forward(self, picture: torch.Tensor) -> torch.Tensor:
            level = nn.functional.pixel_unshuffle(picture, 2)
            kept = []
            for index, down in enumerate(self.down):
                level = down(nn.functional.avg_pool2d(level, 2) if index else level)
                kept.append(level)
            for up, beside in zip(self.up, kept[-2::-1], strict=True):
                level = nn.functional.interpolate(level, scale_factor=2, mode="nearest")
                level = up(torch.cat([level, beside], dim=1))
            return nn.functional.pixel_shuffle(self.head(level), 2)

    return GlyphNet()


def load(threads: int) -> Any:
    """The network with the weights that ship, ready to run on so many threads."""
    import torch
    from safetensors.torch import load_file

    torch.set_num_threads(threads)
    net = build()
    net.load_state_dict({name: value.float() for name, value in load_file(WEIGHTS_FILE).items()})
    return net.eval()


def probabilities(
    weights: Weights, pixels: Pixels, outline: Plane
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """How likely each pixel of a crop is painted, and is part of a letter, 0..1.

    The crop is padded to a multiple of sixteen by mirroring.
    """
    import torch

    net = weights.once("glyph-net", lambda: load(weights.settings.threads))
    height, width = pixels.shape[:2]
    below, right = -height % MULTIPLE, -width % MULTIPLE
    stacked = np.dstack([pixels, outline]).astype(np.float32) / 255
    padded = np.pad(stacked, ((0, below), (0, right), (0, 0)), mode="symmetric")
    with torch.inference_mode():
        logits = net(torch.from_numpy(padded.transpose(2, 0, 1)[None].copy()))[0]
    both = torch.sigmoid(logits).numpy()[:, :height, :width]
    return both[0], both[1]


def pin() -> Pin:
    """The network's weights, without loading them."""
    return Pin(role="segmenter", id="glyph-net", version=VERSION, sha256=digest(WEIGHTS_FILE))
