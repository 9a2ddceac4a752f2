"""Runs a part of the program so that PyTorch gives the same bits each time, or refuses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def deterministic_algorithms() -> Iterator[None]:
    """Only algorithms that repeat, and no search for the fastest; as before afterwards.

    PyTorch raises ``RuntimeError`` for an operation that has no such algorithm.
    """
    import torch

    enabled = torch.are_deterministic_algorithms_enabled()
    warns = torch.is_deterministic_algorithms_warn_only_enabled()
    searches = torch.backends.cudnn.benchmark
    rounds = torch.backends.cuda.matmul.allow_tf32, torch.backends.cudnn.allow_tf32
    torch.use_deterministic_algorithms(True)
    torch.backends.cudnn.benchmark = False
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False
    try:
        yield
    finally:
        torch.use_deterministic_algorithms(enabled, warn_only=warns)
        torch.backends.cudnn.benchmark = searches
        torch.backends.cuda.matmul.allow_tf32, torch.backends.cudnn.allow_tf32 = rounds
