"""Decoded artifacts kept for the next step that this process runs."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import TypeVar, cast

from jobs.stages.contract import Picture, Plane, Region

Decoded = Picture | Plane | tuple[Region, ...]
D = TypeVar("D", bound=Decoded)

MAX_BYTES = 256 * 2**20


class DecodedCache:
    """Values by digest, the least recently used leaving first; safe between threads."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self.max_bytes = max_bytes
        self._held: OrderedDict[str, tuple[Decoded, int]] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, digest: str, decode: Callable[[], D]) -> D:
        """The value of a digest: the one held, or what ``decode`` gives."""
        with self._lock:
            if digest in self._held:
                self._held.move_to_end(digest)
                return cast(D, self._held[digest][0])
        value = decode()
        self.hold(digest, value)
        return value

    def hold(self, digest: str, value: Decoded) -> None:
        """Keep a value, letting older ones go; one larger than the whole cache is not kept."""
        size = _size(value)
        if size > self.max_bytes:
            return
        with self._lock:
            if digest in self._held:
                return
            self._held[digest] = (value, size)
            self._bytes += size
            while self._bytes > self.max_bytes:
                _, (_, freed) = self._held.popitem(last=False)
                self._bytes -= freed


def _size(value: Decoded) -> int:
    if isinstance(value, Picture):
        return int(value.pixels.nbytes) + (
            int(value.alpha.nbytes) if value.alpha is not None else 0
        )
    if isinstance(value, tuple):
        return 1024 * len(value)
    return int(value.nbytes)
