"""The networks that ``upscale`` can enlarge with: how each is loaded, and what pins it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from jobs.stages import compact_net, ncnn_models
from jobs.stages.contract import Pin
from jobs.stages.pinning import library
from jobs.stages.resampling import Floats
from jobs.stages.weights import Weights

EnlargerName = Literal["compact-photo", "realesr-animevideov3", "realesrgan-x4plus"]
OURS: Literal["compact-photo"] = "compact-photo"
SCALE = 4
"""What each of them multiplies by."""


class Enlarger(Protocol):
    """A loaded network."""

    def enlarge(self, pixels: NDArray[np.uint8]) -> Floats:
        """Height·4 x width·4 x 3 in 0..255, not yet rounded, of RGB uint8."""


def enlarger(name: EnlargerName, weights: Weights) -> Enlarger:
    """This process's one copy of a network."""
    if name == OURS:
        return compact_net.network(weights)
    return ncnn_models.network(name, weights)


def pins(name: EnlargerName) -> Sequence[Pin]:
    """The network's weights and the library that runs it."""
    if name == OURS:
        return (compact_net.pin(), library("torch"))
    return ncnn_models.pins(name)
