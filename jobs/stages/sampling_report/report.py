"""What a sampling report holds: two arms on the same prompts and seeds, compared."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from jobs.stages.contract import Details, Frozen
from jobs.stages.sampling_report.statistics import Estimate

ARTICLE_NOVELTY = 0.28
ARTICLE_FAILURES = 0.42
"""What the article that this comparison answers reports, as exploratory over deterministic
less 1."""


class Arm(StrEnum):
    """One way of sampling."""

    EXPLORATORY = "exploratory"
    DETERMINISTIC = "deterministic"


class ArmSettings(Frozen):
    """How one arm sampled; all else is the same in both."""

    scheduler: str = Field(description="name in the generator's table")
    scheduler_class: str
    config_sha256: str = Field(description="digest of the scheduler's whole configuration")
    batch_size: int = Field(ge=1, description="pictures sampled together")


class SampleRow(Frozen):
    """One picture: where it stands, its hash, and what the detector read on it."""

    prompt: int = Field(ge=0, description="index of the prompt, from 0")
    arm: Arm
    index: int = Field(ge=0, description="index among the prompt's pictures of this arm, from 0")
    seed: int = Field(ge=0)
    phash: str = Field(description="64-bit perceptual hash, 16 hexadecimal digits")
    pixels_sha256: str = Field(description="digest of the RGB bytes, row by row")
    confidence: float = Field(ge=0, le=1, description="of the surest reading; 0 when none")
    failed: bool = Field(description="text or a watermark was read above the gate's threshold")
    read: tuple[str, ...] = Field(default=(), description="what was read above the threshold")


class PromptRow(Frozen):
    """One prompt's numbers: the units that are resampled."""

    prompt: str
    dropped: tuple[str, ...] = Field(default=(), description="words over the encoder's limit")
    novelty: dict[Arm, float] = Field(description="mean pairwise hash distance in bits, by arm")
    failures: dict[Arm, float] = Field(description="share of pictures with text, 0..1, by arm")
    apart: float = Field(description="mean hash distance between the arms at the same seed, bits")
    sheet: str = Field(description="name of the contact sheet")


class Contrast(Frozen):
    """One measure in both arms, and how they compare."""

    name: str
    unit: str
    exploratory: Estimate
    deterministic: Estimate
    ratio: Estimate = Field(description="exploratory over deterministic")
    difference: Estimate = Field(description="exploratory less deterministic, in the unit")
    article: float = Field(description="the article's ratio less 1: 0.28 is 28 % more")
    findings: tuple[str, ...] = Field(default=(), description="what this says, in words")


class Pairs(Frozen):
    """Pictures of the same prompt and seed, by which of the two failed."""

    both: int = Field(ge=0)
    only_exploratory: int = Field(ge=0)
    only_deterministic: int = Field(ge=0)
    neither: int = Field(ge=0)


class SamplingReport(Details):
    """The controlled comparison's result; every number can be computed again from ``samples``."""

    count: int = Field(ge=2, description="pictures a prompt in each arm")
    width: int = Field(description="of each picture, in pixels")
    height: int = Field(description="of each picture, in pixels")
    steps: int = Field(description="denoising steps, in both arms")
    guidance_scale: float = Field(description="in both arms")
    negative_prompt: str = Field(description="in both arms; may be empty")
    arms: dict[Arm, ArmSettings] = Field(description="how each arm sampled")
    threshold: float = Field(description="a reading surer than this fails a picture")
    novelty: Contrast = Field(description="mean pairwise hash distance, compared")
    failures: Contrast = Field(description="share of pictures with text, compared")
    apart: Estimate = Field(description="hash distance between the arms at the same seed, bits")
    pairs: Pairs = Field(description="which of two pictures with the same seed failed")
    prompts: tuple[PromptRow, ...] = Field(description="each prompt's numbers")
    samples: tuple[SampleRow, ...] = Field(description="each picture's numbers")
    notes: tuple[str, ...] = Field(default=(), description="what happened on the way")
    design: tuple[str, ...] = Field(description="what was held equal, what differed, and limits")
    resamples: int = Field(description="of the bootstrap")
    bootstrap_seed: int = Field(description="of the bootstrap's random draws")
