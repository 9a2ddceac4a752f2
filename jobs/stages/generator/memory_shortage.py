"""Tells an error that came of too little memory from any other, and gives back what can be."""

from __future__ import annotations

import gc


def is_one(error: BaseException) -> bool:
    """True when PyTorch, on the GPU or on the CPU, or Python could not get the memory asked for."""
    import torch

    if isinstance(error, MemoryError | torch.OutOfMemoryError):
        return True
    # The CPU's allocator raises a plain RuntimeError, in words that differ between systems.
    return isinstance(error, RuntimeError) and "DefaultCPUAllocator" in str(error)


def release() -> None:
    """Collect what nobody holds any more, on the GPU too."""
    import torch

    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
