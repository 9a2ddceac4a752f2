"""A record's steps as its page shows them: what conditioned a sampling beside what was measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from editor.pages.conditioning_views import ConditioningView, conditioning_view
from jobs.records import JobRecord, StepRecord
from jobs.stages.generator.canonical import STAGE as CANONICAL
from jobs.stages.generator.canonical import CanonicalDetails
from jobs.stages.generator.explore import STAGE as EXPLORE
from jobs.stages.generator.explore import ExploreDetails, SampleFacts
from jobs.stages.sampling_report.stage import STAGE as COMPARE_SAMPLING

APART = {
    EXPLORE.name: {"conditioning", "samples", "seeds", "notes"},
    CANONICAL.name: {"conditioning", "hold", "hold_strength", "distance", "verified", "seed"},
    COMPARE_SAMPLING.name: {"samples", "prompts", "novelty", "failures", "design", "arms", "pairs"},
    "gate": {"checks"},
}
"""Details with a place of their own, which the plain list leaves out."""


@dataclass(frozen=True)
class RecordStep:
    """One step of a record; what a step did not do is None or empty."""

    record: StepRecord
    measured: dict[str, Any]
    conditioning: ConditioningView | None = None
    canonical: CanonicalDetails | None = None
    samples: tuple[SampleFacts, ...] = ()
    notes: tuple[str, ...] = ()


def step_views(record: JobRecord) -> tuple[RecordStep, ...]:
    """Each step of a record, in order."""
    return tuple(_step_view(step) for step in record.steps)


def _step_view(step: StepRecord) -> RecordStep:
    apart = APART.get(step.stage, set())
    measured = {name: value for name, value in step.details.items() if name not in apart}
    try:
        if step.stage == EXPLORE.name:
            explored = ExploreDetails.model_validate(step.details)
            return RecordStep(
                step,
                measured,
                conditioning=conditioning_view(explored.conditioning, step.pins),
                samples=explored.samples,
                notes=explored.notes,
            )
        if step.stage == CANONICAL.name:
            rendered = CanonicalDetails.model_validate(step.details)
            conditioning = conditioning_view(rendered.conditioning, step.pins)
            return RecordStep(step, measured, conditioning=conditioning, canonical=rendered)
    except ValidationError:
        # Written by another version of the stage: all of it is shown as it stands.
        return RecordStep(step, step.details)
    return RecordStep(step, measured)
