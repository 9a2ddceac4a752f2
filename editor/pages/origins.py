"""Where a sample came from, as its page tells it."""

from __future__ import annotations

from dataclasses import dataclass

from editor import evidence
from editor.actions.sampling import params_of
from editor.models import Candidate, Exploration
from jobs.stages.generator.explore import SampleFacts
from jobs.stages.generator.params import ExploreParams
from jobs.stages.generator.schedulers import choice


@dataclass(frozen=True)
class OriginView:
    """The exploration that made a sample, and the sample's place and seed in it."""

    exploration: Exploration
    params: ExploreParams
    scheduler: str
    stochastic: bool
    number: int
    seed: int
    facts: SampleFacts | None


def origin_view(candidate: Candidate) -> OriginView | None:
    """A sample's origin; None for an upload."""
    if candidate.exploration is None or candidate.sample_index is None or candidate.seed is None:
        return None
    params = params_of(candidate.exploration)
    scheduler = choice(str(params.scheduler))
    return OriginView(
        exploration=candidate.exploration,
        params=params,
        scheduler=scheduler.title,
        stochastic=scheduler.stochastic,
        number=candidate.sample_index + 1,
        seed=candidate.seed,
        facts=evidence.sample_facts(candidate),
    )
