"""Why an exploration or a canonical render cannot run here, said before anything does."""

from __future__ import annotations

from jobs.stages.contract import StageError
from jobs.stages.generator import checkpoint
from jobs.stages.generator.defaults import misfit
from jobs.stages.generator.params import SamplingParams
from jobs.stages.weights import WeightsSettings


def refusal(params: SamplingParams, settings: WeightsSettings) -> str | None:
    """What is wrong with the prompt, the checkpoint, or how the two fit; None when all is well."""
    if not params.prompt.strip():
        return "prompt is missing: say what the picture shows."
    try:
        found = checkpoint.here(settings)
    except StageError as error:
        return str(error)
    # What a checkpoint that is still to be fetched fits is known when it is here.
    return None if found is None else misfit(params, found)
