"""Rows of made-up pictures, for tests of what is computed from them."""

from __future__ import annotations

from collections.abc import Sequence

from jobs.stages.sampling_report import contrasts, wording
from jobs.stages.sampling_report.report import (
    Arm,
    ArmSettings,
    PromptRow,
    SampleRow,
    SamplingReport,
)
from jobs.stages.sampling_report.statistics import draws, mean

DIGEST = "0" * 64


def sample(
    arm: Arm, phash: str, *, prompt: int = 0, index: int = 0, failed: bool = False
) -> SampleRow:
    """A picture with the hash given."""
    return SampleRow(
        prompt=prompt,
        arm=arm,
        index=index,
        seed=1000 * prompt + index,
        phash=phash,
        pixels_sha256=DIGEST,
        confidence=0.9 if failed else 0.0,
        failed=failed,
        read=("STOCK <b>",) if failed else (),
    )


def prompt(novelty: tuple[float, float], failures: tuple[float, float] = (0, 0)) -> PromptRow:
    """A prompt with its numbers: exploratory first, then deterministic."""
    return PromptRow(
        prompt="a red vase",
        novelty={Arm.EXPLORATORY: novelty[0], Arm.DETERMINISTIC: novelty[1]},
        failures={Arm.EXPLORATORY: failures[0], Arm.DETERMINISTIC: failures[1]},
        apart=4.0,
        sheet="sheet.000",
    )


def report(prompts: Sequence[PromptRow], count: int = 4) -> SamplingReport:
    """A report over prompts' numbers, with samples that fail as often as those say."""
    samples = tuple(
        sample(arm, "0" * 16, prompt=number, index=index, failed=index < row.failures[arm] * count)
        for number, row in enumerate(prompts)
        for arm in Arm
        for index in range(count)
    )
    resampled = draws(len(prompts))
    settings = ArmSettings(
        scheduler="euler", scheduler_class="Euler", config_sha256=DIGEST, batch_size=1
    )
    return SamplingReport(
        count=count,
        width=64,
        height=64,
        steps=4,
        guidance_scale=2,
        negative_prompt="",
        arms=dict.fromkeys(Arm, settings),
        threshold=0.75,
        novelty=contrasts.novelty(prompts, resampled),
        failures=contrasts.failures(prompts, len(prompts) * count, resampled),
        apart=mean([row.apart for row in prompts], resampled),
        pairs=contrasts.pairs(samples),
        prompts=tuple(prompts),
        samples=samples,
        design=wording.DESIGN,
        resamples=resampled.shape[0],
        bootstrap_seed=1,
    )
