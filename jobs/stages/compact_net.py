"""The compact enlarging network, as we trained it on for photographs."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jobs.stages import sub_pixel_unet
from jobs.stages.contract import Pin
from jobs.stages.pinning import digest
from jobs.stages.resampling import Floats
from jobs.stages.weights import Weights

WEIGHTS_FILE = Path(__file__).parent / "compact_net.safetensors"
NAME, VERSION = "compact-photo", "1"
SCALE = 4
WIDTH, DEPTH = 64, 16


def build() -> Any:
    """An untrained network from N x 3 x H x W to N x 3 x 4H x 4W, RGB 0..1.

    The shape of Real-ESRGAN's compact networks (Wang et al., 2021): ``DEPTH`` convolutions
    between the first and the last, each with a PReLU before the next, and what they give is added
    to the repeated pixels.
    """
    import torch
    from torch import nn

    class CompactNet(nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            widths = [3, *[WIDTH] * (DEPTH + 1)]
            layers: list[nn.Module] = []
            for before, after in itertools.pairwise(widths):
                layers += [nn.Conv2d(before, after, 3, padding=1), nn.PReLU(after)]
            self.body = nn.Sequential(*layers, nn.Conv2d(WIDTH, 3 * SCALE**2, 3, padding=1))

        def forward(self, source: torch.Tensor) -> torch.Tensor:
            repeated = nn.functional.interpolate(source, scale_factor=SCALE, mode="nearest")
            return repeated + nn.functional.pixel_shuffle(self.body(source), SCALE)

    return CompactNet()


class CompactNet:
    """The trained network, loaded."""

    def __init__(self, weights: Weights) -> None:
        self._net = sub_pixel_unet.load(WEIGHTS_FILE, build(), weights.settings)

    def enlarge(self, pixels: NDArray[np.uint8]) -> Floats:
        """Height·4 x width·4 x 3 in 0..255, not yet rounded, of RGB uint8."""
        planes = pixels.transpose(2, 0, 1)[None].astype(np.float32) / np.float32(255)
        enlarged = sub_pixel_unet.answer(self._net, planes)[0].transpose(1, 2, 0)
        return np.ascontiguousarray(np.clip(enlarged, 0, 1)) * np.float32(255)


def network(weights: Weights) -> CompactNet:
    """This process's one copy of the network."""
    return weights.once("compact-net", lambda: CompactNet(weights))


def pin() -> Pin:
    """The network's weights, without loading them."""
    return Pin(role="upscaler", id=NAME, version=VERSION, sha256=digest(WEIGHTS_FILE))
