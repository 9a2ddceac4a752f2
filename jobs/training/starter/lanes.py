"""Splits a training batch over single-threaded copies of one network."""

from __future__ import annotations

import copy
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any


class Lanes:
    """Copies that share their weights and add up their gradients.

    Threads that meet once a step lose less to other programs on the machine than threads that
    meet in every convolution. The gradients are added in a fixed order, so that the sum is the
    same each time.
    """

    def __init__(self, net: Any, count: int) -> None:
        import torch

        self.copies = [net, *(copy.deepcopy(net) for _ in range(count - 1))]
        for twin in self.copies[1:]:
            for mine, shared in zip(twin.parameters(), net.parameters(), strict=True):
                mine.data = shared.data
        self._pool = ThreadPoolExecutor(count)
        if count > 1:
            torch.set_num_threads(1)

    def backward(self, loss: Callable[..., Any], *given: Any) -> float:
        """Add the gradients of ``loss(net, *part of given)``, averaged over parts; the loss."""
        count = min(len(self.copies), len(given[0]))
        parts = zip(self.copies[:count], *(value.chunk(count) for value in given), strict=True)

        def one(part: tuple[Any, ...]) -> float:
            share = loss(*part) / count
            share.backward()
            return float(share.detach())

        total = sum(list(self._pool.map(one, parts)))
        shared = list(self.copies[0].parameters())
        for twin in self.copies[1:]:
            for mine, added in zip(twin.parameters(), shared, strict=True):
                if mine.grad is not None:
                    added.grad += mine.grad
                    mine.grad = None
        return total
