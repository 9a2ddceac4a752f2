"""The small network that gives an enlargement its detail back: what it looks like, how it runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np

from jobs.stages import sub_pixel_unet
from jobs.stages.contract import Pin
from jobs.stages.pinning import digest
from jobs.stages.resampling import Floats
from jobs.stages.weights import Weights

WEIGHTS_FILE = Path(__file__).parent / "enhance_net.safetensors"
VERSION = "1"
SCALE = 4
"""The network's own grid: so many pixels to a source pixel."""
WIDTH, BLOCKS = 40, 3
_BINOMIAL = np.array([0.25, 0.5, 0.25], np.float32)
REACH = 2 * BLOCKS + 3
"""Source pixels on each side that an answer depends on."""


def build() -> Any:
    """An untrained network from N x 3 x H x W and N x 3 x 4H x 4W to N x 3 x 4H x 4W.

    In: the source and its enlargement, RGB 0..1. Out: what is to be added to the enlargement. It
    works on the source's grid, with the enlargement folded into channels (sub-pixel convolution,
    Shi et al., 2016), in residual blocks without normalisation (Lim et al., 2017).
    """
    import torch
    from torch import nn

    class Block(nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.first = nn.Conv2d(WIDTH, WIDTH, 3, padding=1)
            self.second = nn.Conv2d(WIDTH, WIDTH, 3, padding=1)

        def forward(self, features: torch.Tensor) -> torch.Tensor:
            return features + self.second(nn.functional.silu(self.first(features)))

    class EnhanceNet(nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.head = nn.Conv2d(3 + 3 * SCALE**2, WIDTH, 3, padding=1)
            self.blocks = nn.Sequential(*(Block() for _ in range(BLOCKS)))
            self.tail = nn.Conv2d(WIDTH, 3 * SCALE**2, 3, padding=1)
            nn.init.zeros_(self.tail.weight)
            nn.init.zeros_(self.tail.bias)

        def forward(self, source: torch.Tensor, enlarged: torch.Tensor) -> torch.Tensor:
            repeated = nn.functional.interpolate(source, scale_factor=SCALE, mode="nearest")
            detail = nn.functional.pixel_unshuffle(enlarged - repeated, SCALE)
            # The detail is some hundredths, and the source a half: brought to like size.
            seen = torch.cat([source - 0.5, 5 * detail], dim=1)
            features = self.blocks(nn.functional.silu(self.head(seen)))
            return nn.functional.pixel_shuffle(0.1 * self.tail(features), SCALE)

    return EnhanceNet()


def network(weights: Weights) -> Any:
    """This process's one copy of the trained network."""
    return weights.once(
        "enhance-net", lambda: sub_pixel_unet.load(WEIGHTS_FILE, build(), weights.settings)
    )


def detail(net: Any, source: Floats, enlarged: Floats) -> Floats:
    """What is to be added to ``enlarged``, in levels: height x width x 3, as its arguments.

    Both are RGB in levels, and ``enlarged`` has ``SCALE`` times the sides of ``source``. Within
    ``REACH`` of a border that is no end of the picture, the answer is another than for the whole.

    The network learned to dither from pixel to pixel where it wants contrast. A binomial takes
    out that frequency, and leaves what is said of edges.
    """
    pictures = (each.transpose(2, 0, 1)[None] / np.float32(255) for each in (source, enlarged))
    added = sub_pixel_unet.answer(net, *pictures)[0].transpose(1, 2, 0)
    smooth = cv2.sepFilter2D(np.ascontiguousarray(added), -1, _BINOMIAL, _BINOMIAL)
    return np.asarray(smooth, np.float32) * np.float32(255)


def pin() -> Pin:
    """The network's weights, without loading them."""
    return Pin(role="enhancer", id="enhance-net", version=VERSION, sha256=digest(WEIGHTS_FILE))
