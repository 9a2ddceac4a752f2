"""What filling a mask is likely to cost: from past fills of this studio, or from measured ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from editor.fills import FILLS, fill_params, strategies
from jobs.artifacts import ArtifactError
from jobs.models import Step
from jobs.records import load
from jobs.stage_registry import known_stages
from jobs.weights import weights_settings

RUNS = 12
FEWEST = 3
PIXELS = "replaced"


@dataclass(frozen=True)
class Measured:
    """Seconds of one fill: ``base`` for any mask, and ``per_megapixel`` of masked area."""

    base: float
    per_megapixel: float


REFERENCE: dict[str, Measured] = {
    "hybrid": Measured(0.0, 53.0),
    "patch": Measured(0.03, 20.0),
    "model": Measured(0.55, 2.4),
    "object": Measured(0.2, 51.0),
}
"""Processor seconds on one core without a GPU, the model being the one that ships: least squares
over a line of lettering, a blob of 80 x 50 and one of 180 x 120 pixels on photos of 481 x 321."""


@dataclass(frozen=True)
class FillCost:
    """A strategy, whether it can run here, and what it is likely to cost.

    ``runs`` past fills are behind the figures; with none they are the reference's.
    """

    strategy: str
    title: str
    summary: str
    stage: str
    refusal: str
    takes_hint: bool
    base_seconds: float
    seconds_per_megapixel: float
    runs: int


def fill_costs() -> tuple[FillCost, ...]:
    """Each strategy that this studio has."""
    return tuple(_cost(strategy) for strategy in strategies())


def _cost(strategy: str) -> FillCost:
    fill = FILLS[strategy]
    stage = known_stages()[fill.stage]
    params = fill_params(strategy)
    refusal = stage.refusal(params, weights_settings()) if stage.refusal else None
    past = _past(strategy)
    measured = fitted(REFERENCE[strategy], past)
    return FillCost(
        strategy=strategy,
        title=fill.title,
        summary=fill.summary,
        stage=fill.stage,
        refusal=refusal or "",
        takes_hint="hint" in stage.params.model_fields,
        base_seconds=round(measured.base, 3),
        seconds_per_megapixel=round(measured.per_megapixel, 3),
        runs=len(past) if len(past) >= FEWEST else 0,
    )


def fitted(reference: Measured, past: Sequence[tuple[float, float]]) -> Measured:
    """The reference with its slope from past fills: seconds beyond the base over area, summed.

    ``past`` holds megapixels and seconds. Sums weigh large fills more, whose seconds say most of
    the slope; below ``FEWEST`` fills, or without area, the reference stands.
    """
    area = sum(megapixels for megapixels, _ in past)
    if len(past) < FEWEST or area <= 0:
        return reference
    base = min(reference.base, *(seconds for _, seconds in past))
    beyond = sum(seconds - base for _, seconds in past)
    return Measured(base, beyond / area)


def _past(strategy: str) -> list[tuple[float, float]]:
    """Megapixels and seconds of the newest fills that really ran."""
    name = FILLS[strategy].stage
    steps = Step.objects.filter(
        stage=name, stage_version=known_stages()[name].version, status="done", reused_from=None
    )
    if name == "inpaint":
        steps = steps.filter(params__strategy=strategy)
    found = []
    for digest in steps.order_by("-finished_at").values_list("record", flat=True)[:RUNS]:
        try:
            record = load(str(digest))
        except ArtifactError:
            # A record that is gone costs an estimate nothing but itself.
            continue
        pixels = record.details.get(PIXELS)
        if isinstance(pixels, int):
            found.append((pixels / 1e6, record.timing.seconds))
    return found
