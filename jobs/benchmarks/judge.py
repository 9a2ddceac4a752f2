"""A small classifier that tells which object, in which colour, a still life shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from jobs.stages.contract import Pixels

WEIGHTS_FILE = Path(__file__).parent / "judge.safetensors"
SIDE = 64
"""Pictures are brought to SIDE x SIDE before they are judged."""
THINGS = (
    "vase", "bottle", "mug", "bowl", "teapot", "candle", "goblet", "pear", "apple", "pumpkin",
    "bell", "lamp", "book", "gift box", "pyramid", "ring", "mushroom", "cactus", "hourglass",
    "top hat", "bucket", "barrel", "star", "heart", "duck", "pawn",
)  # fmt: skip
COLOURS = (
    "red", "orange", "yellow", "green", "turquoise", "blue", "purple", "pink", "white", "black",
    "brown",
)  # fmt: skip
"""The order of the two heads' answers; a test holds both to the world's own lists."""


@dataclass(frozen=True)
class Verdict:
    """What the judge sees in one picture."""

    thing: str
    colour: str


def build() -> Any:
    """An untrained judge: N x 3 x SIDE x SIDE in -1..1 to N x (objects + colours) logits."""
    from torch import nn

    def block(channels: int, wide: int, stride: int) -> list[nn.Module]:
        return [
            nn.Conv2d(channels, wide, 3, stride=stride, padding=1),
            nn.GroupNorm(8, wide),
            nn.SiLU(),
        ]

    return nn.Sequential(
        nn.PixelUnshuffle(2),
        *block(12, 40, 1),
        *block(40, 64, 2),
        *block(64, 64, 1),
        *block(64, 112, 2),
        *block(112, 112, 1),
        *block(112, 160, 2),
        nn.Flatten(),
        nn.Dropout(0.2),
        nn.Linear(160 * 16, len(THINGS) + len(COLOURS)),
    )


def load() -> Any:
    """The judge with the weights that ship."""
    from safetensors.torch import load_file

    net = build()
    net.load_state_dict({name: value.float() for name, value in load_file(WEIGHTS_FILE).items()})
    return net.eval()


def prepared(pictures: Sequence[Pixels]) -> Any:
    """Pictures of any size as the judge's input."""
    import torch

    small = [cv2.resize(pixels, (SIDE, SIDE), interpolation=cv2.INTER_AREA) for pixels in pictures]
    stacked = torch.from_numpy(np.stack(small)).permute(0, 3, 1, 2).float()
    return stacked / 127.5 - 1


def judge(net: Any, pictures: Sequence[Pixels]) -> list[Verdict]:
    """What each picture shows."""
    import torch

    with torch.inference_mode():
        logits = net(prepared(pictures))
    things = logits[:, : len(THINGS)].argmax(1).tolist()
    colours = logits[:, len(THINGS) :].argmax(1).tolist()
    return [
        Verdict(THINGS[thing], COLOURS[colour])
        for thing, colour in zip(things, colours, strict=True)
    ]
