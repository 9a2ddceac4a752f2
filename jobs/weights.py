"""The models that this process holds, made from the settings on first use."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.conf import settings

from jobs.stages.weights import Weights, WeightsSettings


@lru_cache(maxsize=1)
def process_weights() -> Weights:
    """One holder a process; nothing is loaded until a stage asks for it."""
    return Weights(weights_settings())


def weights_settings() -> WeightsSettings:
    """Which models are configured, where they run, and on how many threads."""
    configured: dict[str, Any] = settings.JOBS_WEIGHTS
    return WeightsSettings(**configured)
