"""From pictures' rows to the report's numbers: novelty and failures in both arms, compared."""

from __future__ import annotations

from collections.abc import Sequence

from jobs.stages import perceptual_hash
from jobs.stages.sampling_report import wording
from jobs.stages.sampling_report.report import (
    ARTICLE_FAILURES,
    ARTICLE_NOVELTY,
    Arm,
    Contrast,
    Pairs,
    PromptRow,
    SampleRow,
)
from jobs.stages.sampling_report.statistics import (
    Draws,
    difference,
    mean,
    mean_pairwise_distance,
    ratio,
)

EXPLORATORY, DETERMINISTIC = Arm.EXPLORATORY, Arm.DETERMINISTIC


def prompt_row(
    prompt: str, samples: Sequence[SampleRow], *, dropped: tuple[str, ...], sheet: str
) -> PromptRow:
    """One prompt's numbers from its pictures in both arms, which share their seeds in order."""
    by_arm = {arm: [row for row in samples if row.arm == arm] for arm in Arm}
    return PromptRow(
        prompt=prompt,
        dropped=dropped,
        novelty={
            arm: mean_pairwise_distance([row.phash for row in rows]) for arm, rows in by_arm.items()
        },
        failures={arm: sum(row.failed for row in rows) / len(rows) for arm, rows in by_arm.items()},
        apart=_apart(by_arm[EXPLORATORY], by_arm[DETERMINISTIC]),
        sheet=sheet,
    )


def novelty(prompts: Sequence[PromptRow], resampled: Draws) -> Contrast:
    """How different the pictures of one prompt are, in bits of 64."""
    found = _contrast(
        name="novelty",
        unit="bits of 64",
        exploratory=[row.novelty[EXPLORATORY] for row in prompts],
        deterministic=[row.novelty[DETERMINISTIC] for row in prompts],
        article=ARTICLE_NOVELTY,
        resampled=resampled,
    )
    return found.model_copy(update={"findings": wording.novelty_findings(found)})


def failures(prompts: Sequence[PromptRow], pictures: int, resampled: Draws) -> Contrast:
    """On what share of the pictures text or a watermark was read; ``pictures`` in each arm."""
    found = _contrast(
        name="failures",
        unit="share of pictures",
        exploratory=[row.failures[EXPLORATORY] for row in prompts],
        deterministic=[row.failures[DETERMINISTIC] for row in prompts],
        article=ARTICLE_FAILURES,
        resampled=resampled,
    )
    findings = wording.failure_findings(found, prompts=len(prompts), pictures=pictures)
    return found.model_copy(update={"findings": findings})


def pairs(samples: Sequence[SampleRow]) -> Pairs:
    """Count pictures of the same prompt and seed by which of the two failed."""
    failed = {(row.prompt, row.index, row.arm): row.failed for row in samples}
    both = only_exploratory = only_deterministic = neither = 0
    for prompt, index, arm in failed:
        if arm is not EXPLORATORY:
            continue
        match failed[prompt, index, EXPLORATORY], failed[prompt, index, DETERMINISTIC]:
            case True, True:
                both += 1
            case True, False:
                only_exploratory += 1
            case False, True:
                only_deterministic += 1
            case _:
                neither += 1
    return Pairs(
        both=both,
        only_exploratory=only_exploratory,
        only_deterministic=only_deterministic,
        neither=neither,
    )


def _contrast(
    *,
    name: str,
    unit: str,
    exploratory: Sequence[float],
    deterministic: Sequence[float],
    article: float,
    resampled: Draws,
) -> Contrast:
    return Contrast(
        name=name,
        unit=unit,
        exploratory=mean(exploratory, resampled),
        deterministic=mean(deterministic, resampled),
        ratio=ratio(exploratory, deterministic, resampled),
        difference=difference(exploratory, deterministic, resampled),
        article=article,
    )


def _apart(one: Sequence[SampleRow], other: Sequence[SampleRow]) -> float:
    bits = [perceptual_hash.distance(a.phash, b.phash) for a, b in zip(one, other, strict=True)]
    return sum(bits) / len(bits)
