"""Whether a record can be run again here, said before anything runs."""

from __future__ import annotations

import json

from pydantic import ValidationError

from jobs import recipes
from jobs.recipes import Recipe, RecipeError
from jobs.records import JobRecord, StepRecord
from jobs.stage_registry import known_stages
from jobs.stages.contract import Pin, StageError
from jobs.weights import process_weights


class NotReplayable(Exception):
    """The record cannot be run again here; the text says what is gone."""


def recipe_again(record: JobRecord) -> Recipe:
    """The recipe of a record, every stage and every model of it found; loads no model.

    Models of another version are no hindrance: the verdict names them. Raises
    ``NotReplayable``.
    """
    if record.status != "done" or not record.steps:
        raise NotReplayable(
            f"The record is of a job that is {record.status}; only a finished one can be replayed."
        )
    for step in record.steps:
        _find(step)
    try:
        return recipes.parse(
            record.recipe_text,
            name=record.recipe.name,
            mask_given=record.source_mask is not None,
        )
    except RecipeError as error:
        raise NotReplayable(f"The job's recipe can no longer run. {error}") from error


def _find(step: StepRecord) -> None:
    where = f"Step {step.index + 1}, {step.stage},"
    stage = known_stages().get(step.stage)
    if stage is None:
        raise NotReplayable(
            f"{where} ran version {step.stage_version} of a stage that is not installed here."
        )
    weights = process_weights()
    try:
        params = stage.params.model_validate_json(json.dumps(step.params), strict=True)
        problem = stage.refusal(params, weights.settings) if stage.refusal else None
        if problem is None:
            stage.pins(params, weights)
            return
    except ValidationError as error:
        names = ", ".join(sorted({str(detail["loc"][0]) for detail in error.errors()}))
        raise NotReplayable(
            f"{where} ran with params that version {stage.version} no longer takes ({names})."
        ) from None
    except StageError as error:
        problem = str(error)
    raise NotReplayable(f"{where} cannot run again: {problem}{_needed(step.pins)}")


def _needed(pins: tuple[Pin, ...]) -> str:
    weights = [
        f"{pin.role} {pin.id}{f' {pin.version}' if pin.version else ''} (SHA-256 {pin.sha256})"
        for pin in pins
        if pin.sha256
    ]
    return f" It ran with {'; '.join(weights)}." if weights else ""
