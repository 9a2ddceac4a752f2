"""Models loaded once a process, and the settings that say which."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class WeightsSettings:
    """Which models to load, and where they run.

    ``checkpoint`` is the text-to-image generator, a diffusers folder or hub id, empty for the
    starter that ships; ``checkpoint_revision`` its pinned revision. ``inpaint_model`` is a
    diffusers folder or hub id, empty when none is configured; ``inpaint_revision`` its pinned
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
    """The one place that holds loaded models; safe to share between threads."""

    def __init__(self, settings: WeightsSettings | None = None) -> None:
        self.settings = settings or WeightsSettings()
        self._lock = threading.RLock()
        self._loaded: dict[str, object] = {}

    def once(self, key: str, load: Callable[[], T]) -> T:
        """Return what ``load`` gave the first time it was asked for under ``key``."""
        with self._lock:
            if key not in self._loaded:
                self._loaded[key] = load()
            return self._loaded[key]  # type: ignore[return-value]
