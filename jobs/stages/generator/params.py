"""What a person may ask of the generator, for exploring and for the canonical render."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from jobs.stages.contract import Params
from jobs.stages.generator.schedulers import SCHEDULERS, choice

SIZE_STEP = 8
LARGEST_SEED = 2**32 - 1
MAX_COUNT = 64

Hold = Literal["noise", "picture"]
Seed = Annotated[int, Field(ge=0, le=LARGEST_SEED)]


class SamplingParams(Params):
    """What every sampling is asked with; an empty field takes what suits the checkpoint."""

    prompt: str = Field(default="", max_length=4000, description="what the picture shows")
    negative_prompt: str = Field(
        default="", max_length=4000, description="what the picture is to keep away from"
    )
    width: int | None = Field(
        default=None,
        ge=64,
        le=2048,
        description="in pixels, a multiple of 8; the checkpoint's own size when left out",
    )
    height: int | None = Field(
        default=None,
        ge=64,
        le=2048,
        description="in pixels, a multiple of 8; the checkpoint's own size when left out",
    )
    steps: int | None = Field(
        default=None, ge=1, le=150, description="denoising steps; the checkpoint's when left out"
    )
    guidance_scale: float | None = Field(
        default=None,
        ge=1,
        le=30,
        description="how closely to follow the prompt, 1 without guidance; "
        "the checkpoint's when left out",
    )
    scheduler: str | None = Field(
        default=None,
        description="the sampler; one that suits the checkpoint when left out",
        json_schema_extra={"examples": list(SCHEDULERS)},
    )

    @field_validator("prompt")
    @classmethod
    def _has_words(cls, prompt: str) -> str:
        if not prompt.strip():
            raise ValueError("the prompt is empty: say what the picture shows")
        return prompt

    @field_validator("width", "height")
    @classmethod
    def _is_in_steps(cls, side: int | None) -> int | None:
        if side is not None and side % SIZE_STEP:
            below = side // SIZE_STEP * SIZE_STEP
            raise ValueError(
                f"{side} is not a multiple of {SIZE_STEP}: take {below} or {below + SIZE_STEP}"
            )
        return side

    @field_validator("scheduler")
    @classmethod
    def _is_known(cls, scheduler: str | None) -> str | None:
        if scheduler is not None:
            choice(scheduler)
        return scheduler


class ExploreParams(SamplingParams):
    """Parameters of ``explore``."""

    count: int = Field(default=4, ge=1, le=MAX_COUNT, description="how many samples")
    batch_size: int = Field(
        default=4, ge=1, le=MAX_COUNT, description="samples drawn at once; halved without memory"
    )
    seeds: tuple[Seed, ...] = Field(
        default=(),
        max_length=MAX_COUNT,
        description="one seed a sample; drawn from the job's seed when left out",
    )

    @model_validator(mode="after")
    def _one_seed_each(self) -> Self:
        if self.seeds and len(self.seeds) != self.count:
            raise ValueError(
                f"count is {self.count} and seeds names {len(self.seeds)}: give each sample one "
                "seed, or none"
            )
        return self


class CanonicalParams(SamplingParams):
    """Parameters of ``canonical``."""

    seed: Seed | None = Field(
        default=None, description="the candidate's seed; the job's when left out"
    )
    batch_size: int = Field(
        default=1, description="1: in a batch, a picture depends on the others in its last bits"
    )
    hold: Hold = Field(
        default="noise",
        description="what holds the composition: the candidate's initial noise, or its picture",
    )
    hold_strength: float = Field(
        default=0.4,
        gt=0,
        le=1,
        description="with hold: picture, how much of the picture is drawn anew",
    )
    verify: bool = Field(
        default=False, description="render twice and fail unless both are the same to the bit"
    )

    @field_validator("batch_size")
    @classmethod
    def _is_one(cls, batch_size: int) -> int:
        if batch_size != 1:
            raise ValueError(f"a canonical render has batch size 1, not {batch_size}")
        return batch_size

    @field_validator("scheduler")
    @classmethod
    def _repeats(cls, scheduler: str | None) -> str | None:
        if scheduler is not None and choice(scheduler).stochastic:
            calm = ", ".join(name for name, found in SCHEDULERS.items() if not found.stochastic)
            raise ValueError(
                f"'{scheduler}' adds noise while it samples, and a canonical render does not: "
                f"take one of {calm}"
            )
        return scheduler
