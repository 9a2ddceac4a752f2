"""Checkpoints that a killed run goes on from, and learning rates planned over a time budget."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np


@dataclass
class Budget:
    """How much of the planned minutes is spent, over all runs that went on from each other."""

    minutes: float
    spent: float = 0.0
    _began: float = field(default_factory=time.monotonic)

    def seconds(self) -> float:
        """Seconds spent so far, earlier runs included."""
        return self.spent + time.monotonic() - self._began

    def share(self) -> float:
        """How much of the budget is spent, 0..1."""
        return min(1.0, self.seconds() / (60 * self.minutes))

    def rate(self, peak: float, step: int, warm_up: int) -> float:
        """The learning rate: up over the first steps, then level, then down to nothing.

        It falls with a half cosine over the last seven tenths of the time.
        """
        fall = max(0.0, self.share() - 0.3) / 0.7
        return peak * min(1.0, (step + 1) / warm_up) * (0.5 + 0.5 * float(np.cos(np.pi * fall)))


def save(path: Path, state: dict[str, Any]) -> None:
    """Write a checkpoint beside and rename it, so that it is whole or the old one."""
    import torch

    unfinished = path.with_suffix(".part")
    torch.save(state, unfinished)
    unfinished.replace(path)


def load(path: Path) -> dict[str, Any] | None:
    """The checkpoint, or None when there is none yet."""
    import torch

    if not path.exists():
        return None
    state: dict[str, Any] = torch.load(path, weights_only=True, map_location="cpu")
    return state


def set_rate(optimiser: Any, rate: float) -> None:
    """Give every group of an optimiser this learning rate."""
    for group in optimiser.param_groups:
        group["lr"] = rate


def say(text: str) -> None:
    """One line of progress."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
