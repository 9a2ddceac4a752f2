"""Fields that several calls have in common: the seed, the hint and the strategy of a render."""

from __future__ import annotations

from typing import Any, get_args

from rest_framework import serializers

from jobs.stages.generator.params import LARGEST_SEED
from jobs.stages.inpaint import HINT_LENGTH, Strategy


class SeedField(serializers.IntegerField):
    """A seed, 0 to ``LARGEST_SEED``; None where it is left out, or null where that is allowed."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            required=False,
            default=None,
            min_value=0,
            max_value=LARGEST_SEED,
            help_text="drawn, and recorded, when it is not given",
            **options,
        )


class HintField(serializers.CharField):
    """What belongs where a mask is; empty where it is left out."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            required=False, allow_blank=True, default="", max_length=HINT_LENGTH, **options
        )


class StrategyField(serializers.ChoiceField):
    """How a mask is filled; empty where it is left out, for what the recipe says."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            choices=get_args(Strategy), required=False, allow_blank=True, default="", **options
        )
