"""The stages this process knows, by the name that recipes call them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from jobs.stages.contract import Stage

Stages = Mapping[str, Stage[Any]]


@lru_cache(maxsize=4)
def _imported(path: str) -> Stages:
    found: Stages = import_string(path)
    return found


def known_stages() -> Stages:
    """The literal dict that the setting ``JOBS_STAGES`` names."""
    return _imported(getattr(settings, "JOBS_STAGES", "jobs.stages.registry.STAGES"))
