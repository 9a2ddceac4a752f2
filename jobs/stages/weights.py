"""Models loaded once a process, and the settings that say which."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from jobs.stages.free_memory import free_megabytes

T = TypeVar("T")


@dataclass(frozen=True)
class WeightsSettings:
    """Which models to load, and where they run.

    ``checkpoint`` is the text-to-image generator, a diffusers folder or hub id, empty for the
    starter that ships; ``checkpoint_revision`` its pinned revision. ``inpaint_model`` is a
    diffusers folder or hub id, empty for the model that ships; ``inpaint_revision`` its pinned
    revision. ``device`` is ``cpu`` or ``cuda``; ``threads`` is how many CPU threads a model may
    take; with less than ``memory_floor_megabytes`` of memory free, models that rest are unloaded.
    """

    checkpoint: str = ""
    checkpoint_revision: str = ""
    inpaint_model: str = ""
    inpaint_revision: str = ""
    device: str = "cpu"
    threads: int = 2
    memory_floor_megabytes: int = 1024


class Weights:
    """The one place that holds loaded models; safe to share between threads.

    A model stays until memory is short (see ``memory_floor_megabytes``): then those that rest
    are let go, the longest unused first, and loaded again when they are asked for.
    """

    def __init__(self, settings: WeightsSettings | None = None) -> None:
        self.settings = settings or WeightsSettings()
        self._lock = threading.RLock()
        self._loaded: dict[str, object] = {}
        self._in_use: list[set[str]] = []

    def once(self, key: str, load: Callable[[], T]) -> T:
        """Return what ``load`` gave the first time it was asked for under ``key``."""
        with self._lock:
            for keys in self._in_use:
                keys.add(key)
            # A dict keeps its order: what was asked for last stands last.
            found = self._loaded.pop(key, self)
            self.relieve()
            self._loaded[key] = load() if found is self else found
            return self._loaded[key]  # type: ignore[return-value]

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """What is asked for in here is in use until the end of it, and is not let go before."""
        keys: set[str] = set()
        with self._lock:
            self._in_use.append(keys)
        try:
            yield
        finally:
            with self._lock:
                # By identity: two sets with the same keys are equal.
                self._in_use = [other for other in self._in_use if other is not keys]
            self.relieve()

    def relieve(self) -> tuple[str, ...]:
        """Let go of resting models until enough memory is free; returns the keys of those."""
        released = []
        with self._lock:
            resting = [k for k in self._loaded if not any(k in keys for keys in self._in_use)]
            for key in resting:
                if free_megabytes() >= self.settings.memory_floor_megabytes:
                    break
                del self._loaded[key]
                # A pipeline and its parts may hold each other: only a collection frees them.
                gc.collect()
                released.append(key)
        return tuple(released)

    @property
    def keys(self) -> tuple[str, ...]:
        """What is loaded now, the longest unused first."""
        with self._lock:
            return tuple(self._loaded)
