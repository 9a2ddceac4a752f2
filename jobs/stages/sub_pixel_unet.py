"""The one shape of our small networks: a U-Net that works on 2 x 2 blocks of pixels."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jobs.stages.weights import WeightsSettings

STRIDE = 2
"""Side in pixels of the blocks that one position of the first level stands for."""
SILU_GAIN = 1.68
"""One over the root mean square of SiLU of a standard normal variable."""


def multiple(widths: Sequence[int]) -> int:
    """What the sides of the input must be multiples of."""
    return int(STRIDE * 2 ** (len(widths) - 1))


def build(inputs: int, outputs: int, widths: Sequence[int], condition: int = 0) -> Any:
    """An untrained network from N x inputs x H x W to N x outputs x H x W.

    A U-Net (Ronneberger et al., 2015) whose levels are as wide as ``widths``, on pixels folded
    into channels (sub-pixel convolution, Shi et al., 2016). With ``condition`` it also takes a
    vector of that length for each picture, which scales and shifts every level's features
    (FiLM, Perez et al., 2018). The weights begin so that every level's features are as strong as
    the picture (He et al., 2015): with the library's own, what reached the last of fourteen
    layers was its biases, and one network learned nothing but those.
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

    class SubPixelUNet(nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            channels = (inputs * STRIDE**2, *widths[:-1])
            self.down = nn.ModuleList(
                block(before, wide) for before, wide in zip(channels, widths, strict=True)
            )
            steps = list(zip(widths[1:], widths[:-1], strict=True))[::-1]
            self.up = nn.ModuleList(block(deep + wide, wide) for deep, wide in steps)
            self.head = nn.Conv2d(widths[0], outputs * STRIDE**2, 1)
            if condition:
                levels = (*widths, *(wide for _, wide in steps))
                self.film = nn.ModuleList(nn.Linear(condition, 2 * wide) for wide in levels)
            for each in (*self.down.modules(), *self.up.modules()):
                if isinstance(each, nn.Conv2d):
                    nn.init.normal_(each.weight, std=SILU_GAIN * each.weight[0].numel() ** -0.5)
                    nn.init.zeros_(each.bias)
            nn.init.normal_(self.head.weight, std=0.1 * widths[0] ** -0.5)
            nn.init.zeros_(self.head.bias)

        def _conditioned(self, level: Any, index: int, vector: Any) -> Any:
            if not condition:
                return level
            scale, shift = self.film[index](vector)[:, :, None, None].chunk(2, dim=1)
            return level * (1 + scale) + shift

        def forward(self, picture: torch.Tensor, vector: Any = None) -> torch.Tensor:
            level = nn.functional.pixel_unshuffle(picture, STRIDE)
            kept: list[Any] = []
            for index, down in enumerate(self.down):
                level = down(nn.functional.avg_pool2d(level, 2) if index else level)
                level = self._conditioned(level, index, vector)
                kept.append(level)
            for index, (up, beside) in enumerate(zip(self.up, kept[-2::-1], strict=True)):
                level = nn.functional.interpolate(level, scale_factor=2, mode="nearest")
                level = up(torch.cat([level, beside], dim=1))
                level = self._conditioned(level, len(widths) + index, vector)
            return nn.functional.pixel_shuffle(self.head(level), STRIDE)

    return SubPixelUNet()


def load(path: Path, net: Any, settings: WeightsSettings) -> Any:
    """``net`` with the half-precision weights at ``path``, ready to run where the settings say."""
    import torch
    from safetensors.torch import load_file

    torch.set_num_threads(settings.threads)
    net.load_state_dict({name: value.float() for name, value in load_file(path).items()})
    return net.eval().to(device=settings.device, memory_format=torch.channels_last)


def answer(net: Any, *given: NDArray[np.float32]) -> NDArray[np.float32]:
    """What a loaded network says of arrays whose first axis counts pictures."""
    import torch

    device = next(net.parameters()).device
    with torch.inference_mode():
        tensors = [torch.from_numpy(np.ascontiguousarray(each)).to(device) for each in given]
        return np.asarray(net(*tensors).cpu().numpy(), np.float32)
