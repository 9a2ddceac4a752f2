"""What a sampling report is asked with."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, field_validator, model_validator

from jobs.stages.contract import Params
from jobs.stages.generator.params import MAX_COUNT, SamplingParams
from jobs.stages.generator.schedulers import SCHEDULERS, choice

MAX_PROMPTS = 200
MAX_PICTURES = 4096
"""In each arm."""
MAX_CHARACTERS = 40_000
"""Of all prompts together: they stand in the job's recipe, which holds 64 KiB."""
PROMPT_LENGTH = 1000

_LIKE = SamplingParams.model_fields
Prompt = Annotated[str, Field(min_length=1, max_length=PROMPT_LENGTH)]


class CompareSamplingParams(Params):
    """Parameters of ``compare_sampling``."""

    prompts: tuple[Prompt, ...] = Field(
        default=(), max_length=MAX_PROMPTS, description="what to sample in both arms, a prompt each"
    )
    count: int = Field(default=8, ge=2, le=MAX_COUNT, description="pictures a prompt in each arm")
    negative_prompt: str = Field(
        default="", max_length=4000, description="what the pictures are to keep away from"
    )
    width: int | None = Field(
        default=None, ge=64, le=2048, description=str(_LIKE["width"].description)
    )
    height: int | None = Field(
        default=None, ge=64, le=2048, description=str(_LIKE["height"].description)
    )
    steps: int | None = Field(
        default=None, ge=1, le=150, description=str(_LIKE["steps"].description)
    )
    guidance_scale: float | None = Field(
        default=None, ge=1, le=30, description=str(_LIKE["guidance_scale"].description)
    )
    batch_size: int = Field(
        default=4, ge=1, le=MAX_COUNT, description="pictures drawn at once in the exploratory arm"
    )
    exploratory_scheduler: str | None = Field(
        default=None,
        description="a sampler that adds noise at each step; what exploring takes when left out",
        json_schema_extra={"examples": [n for n, one in SCHEDULERS.items() if one.stochastic]},
    )
    deterministic_scheduler: str | None = Field(
        default=None,
        description="a sampler that adds none; what a canonical render takes when left out",
        json_schema_extra={"examples": [n for n, one in SCHEDULERS.items() if not one.stochastic]},
    )

    @field_validator("prompts")
    @classmethod
    def _have_words(cls, prompts: tuple[str, ...]) -> tuple[str, ...]:
        for place, prompt in enumerate(prompts, start=1):
            if not prompt.strip():
                raise ValueError(f"prompt {place} is empty")
        if len(set(prompts)) != len(prompts):
            twice = next(prompt for prompt in prompts if prompts.count(prompt) > 1)
            raise ValueError(f"“{twice[:60]}” stands there twice; each prompt counts once")
        return prompts

    @field_validator("exploratory_scheduler", "deterministic_scheduler")
    @classmethod
    def _is_known(cls, scheduler: str | None) -> str | None:
        if scheduler is not None:
            choice(scheduler)
        return scheduler

    @model_validator(mode="after")
    def _can_be_done(self) -> CompareSamplingParams:
        pictures, letters = len(self.prompts) * self.count, sum(map(len, self.prompts))
        if pictures > MAX_PICTURES:
            raise ValueError(
                f"{len(self.prompts)} prompts with {self.count} pictures each are {pictures} in "
                f"each arm; at most {MAX_PICTURES} are drawn"
            )
        if letters > MAX_CHARACTERS:
            raise ValueError(
                f"the prompts have {letters} characters together; at most {MAX_CHARACTERS} are read"
            )
        _of_kind("exploratory_scheduler", self.exploratory_scheduler, stochastic=True)
        _of_kind("deterministic_scheduler", self.deterministic_scheduler, stochastic=False)
        return self


def _of_kind(field: str, name: str | None, *, stochastic: bool) -> None:
    if name is None or choice(name).stochastic == stochastic:
        return
    fitting = ", ".join(n for n, one in SCHEDULERS.items() if one.stochastic == stochastic)
    has = "adds none" if stochastic else "adds noise at each step"
    raise ValueError(f"{field} is '{name}', which {has}; take one of {fitting}")
