"""The model fill: a diffusers inpainting pipeline over a crop around the mask."""

from __future__ import annotations

import importlib.metadata

from jobs.stages.contract import Pin
from jobs.stages.weights import WeightsSettings


def pins(settings: WeightsSettings) -> tuple[Pin, ...]:
    """The model and the libraries it runs on, without loading it."""
    version = importlib.metadata.version
    return (
        Pin(role="inpainter", id=settings.inpaint_model, version=settings.inpaint_revision),
        Pin(role="library", id="diffusers", version=version("diffusers")),
        Pin(role="library", id="torch", version=version("torch")),
    )
