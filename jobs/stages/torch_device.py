"""The device that PyTorch's models run on, made ready before the first is loaded."""

from __future__ import annotations

import os
from typing import Any

from jobs.stages.contract import StageError
from jobs.stages.weights import WeightsSettings


def ready(settings: WeightsSettings, half: str) -> Any:
    """The dtype that a model is to have there: float32 on the CPU, ``half`` on CUDA.

    Raises StageError when the settings name a device that is not there.
    """
    import torch

    if settings.device != "cuda":
        return torch.float32
    # cuBLAS reads this when it starts: without it, its sums may come in another order.
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
    if not torch.cuda.is_available():
        raise StageError(
            "IMPRIMATUR_DEVICE is cuda, and PyTorch finds no such device here: set it to cpu, "
            "or install a PyTorch built for CUDA."
        )
    return getattr(torch, half)
