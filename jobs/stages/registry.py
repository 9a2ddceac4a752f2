"""Every stage that a recipe may name, in one literal dict."""

from __future__ import annotations

from typing import Any

from jobs.stages.contract import Stage

STAGES: dict[str, Stage[Any]] = {}
