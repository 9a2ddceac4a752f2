"""A record's steps as its page shows them: what conditioned a sampling beside what was measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from editor.pages.conditioning_views import ConditioningView, conditioning_view
from jobs.records import JobRecord, StepRecord
from jobs.stages.allowed_text import AllowedLine
from jobs.stages.find_text import STAGE as FIND_TEXT
from jobs.stages.find_text import ApplyMaskDetails
from jobs.stages.generator.canonical import STAGE as CANONICAL
from jobs.stages.generator.canonical import CanonicalDetails
from jobs.stages.generator.explore import STAGE as EXPLORE
from jobs.stages.generator.explore import ExploreDetails, SampleFacts
from jobs.stages.look_again import STAGE as LOOK_AGAIN
from jobs.stages.look_again import LookAgainDetails
from jobs.stages.sampling_report.stage import STAGE as COMPARE_SAMPLING

APART = {
    EXPLORE.name: {"conditioning", "samples", "seeds", "notes"},
    CANONICAL.name: {"conditioning", "hold", "hold_strength", "distance", "verified", "seed"},
    COMPARE_SAMPLING.name: {"samples", "prompts", "novelty", "failures", "design", "arms", "pairs"},
    "gate": {"checks"},
    FIND_TEXT.name: {"allowed"},
    LOOK_AGAIN.name: {"found", "remaining", "allowed"},
}
"""Details with a place of their own, which the plain list leaves out."""


@dataclass(frozen=True)
class LineView:
    """A line of text that a step read and did not mask, or masked again: what became of it."""

    text: str
    fate: str
    confidence: float


@dataclass(frozen=True)
class RecordStep:
    """One step of a record; what a step did not do is None or empty."""

    record: StepRecord
    measured: dict[str, Any]
    conditioning: ConditioningView | None = None
    canonical: CanonicalDetails | None = None
    samples: tuple[SampleFacts, ...] = ()
    notes: tuple[str, ...] = ()
    lines: tuple[LineView, ...] = ()


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
        if step.stage == FIND_TEXT.name:
            looked = ApplyMaskDetails.model_validate(step.details)
            return RecordStep(step, measured, lines=_allowed(looked.allowed))
        if step.stage == LOOK_AGAIN.name:
            again = LookAgainDetails.model_validate(step.details)
            return RecordStep(step, measured, lines=_seen_again(again))
    except ValidationError:
        # Written by another version of the stage: all of it is shown as it stands.
        return RecordStep(step, step.details)
    return RecordStep(step, measured)


def _allowed(lines: tuple[AllowedLine, ...]) -> tuple[LineView, ...]:
    return tuple(
        LineView(line.text, f"stays: allowed as “{line.entry}”", line.recognition_confidence)
        for line in lines
    )


def _seen_again(details: LookAgainDetails) -> tuple[LineView, ...]:
    kinds = {"remnant": "left where text was removed", "missed": "missed by the first detector"}
    seen = [
        LineView(line.text, f"found: {kinds[line.kind]}", line.confidence) for line in details.found
    ]
    remaining = [
        LineView(line.text, "remains: can still be read", line.confidence)
        for line in details.remaining
    ]
    return (*seen, *remaining, *_allowed(details.allowed))
