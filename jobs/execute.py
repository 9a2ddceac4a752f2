"""The one way a stage is called, by the queue's runner and by the command line alike."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils import timezone

from jobs.contract_checks import check_result, check_source
from jobs.fingerprint import Fingerprint, fingerprint
from jobs.frames import Encoded, encode_frame, encode_result
from jobs.handing_on import next_inputs
from jobs.local_deliveries import Collected
from jobs.recipes import Recipe
from jobs.records import JobReference, RecipeReference, StepRecord, Timing
from jobs.stages.canonical_json import json_sha256
from jobs.stages.contract import Context, Frame, Params, Pin, Result, Stage


@dataclass(frozen=True)
class Executed:
    """A stage's result with everything that its record needs to know."""

    result: Result
    pins: tuple[Pin, ...]
    fingerprint: Fingerprint
    started_at: datetime
    finished_at: datetime
    seconds: float


def run_step(
    stage: Stage[Any],
    params: Params,
    frame: Frame,
    context: Context,
    pins: tuple[Pin, ...] | None = None,
) -> Executed:
    """Call a stage on a frame whose arrays it cannot write to, and check what it gives back.

    ``pins`` are the stage's, when they are known already. Raises what the stage raises
    (``StageError``, ``Cancelled``, ``TimedOut``), and ``ContractError`` when the result breaks
    the contract.
    """
    frozen = freeze(frame)
    context.checkpoint()
    # Before it runs: a file that is replaced meanwhile is not what was loaded.
    pinned = tuple(stage.pins(params, context.weights)) if pins is None else pins
    started_at, began = timezone.now(), time.perf_counter()
    with context.weights.in_use():
        result = stage.run(frozen, params, context)
    seconds = time.perf_counter() - began
    check_result(stage, result)
    check_source(stage, frozen, result.frame)
    return Executed(
        result=replace(result, frame=freeze(result.frame)),
        pins=pinned,
        fingerprint=fingerprint(context.weights.settings),
        started_at=started_at,
        finished_at=timezone.now(),
        seconds=seconds,
    )


def freeze(frame: Frame) -> Frame:
    """Forbid writing to a frame's arrays: steps share them, and a change would go unrecorded."""
    arrays = (
        frame.picture.pixels,
        frame.picture.alpha,
        frame.source.pixels,
        frame.source.alpha,
        frame.mask,
    )
    for array in arrays:
        if array is not None:
            array.flags.writeable = False
    return frame


def step_key(
    stage: Stage[Any],
    params: Params,
    inputs: Mapping[str, str],
    *,
    pins: tuple[Pin, ...],
    context: Context,
    environment: Fingerprint,
) -> str:
    """SHA-256 of everything that a deterministic step's bytes depend on."""
    return json_sha256(
        {
            "stage": stage.name,
            "version": stage.version,
            "params": params.model_dump(mode="json"),
            "inputs": dict(inputs),
            "pins": [pin.model_dump(mode="json") for pin in pins],
            "seed": context.seed,
            "deterministic": context.deterministic,
            "fingerprint": environment.sha256,
        }
    )


@dataclass(frozen=True)
class Recorded:
    """A step run in this process: what it gave, its record, and the bytes by digest.

    ``delivered`` names what it delivered among its outputs.
    """

    executed: Executed
    record: StepRecord
    encoded: Mapping[str, Encoded]
    delivered: Mapping[str, str]

    @property
    def frame(self) -> Frame:
        """What the next step takes."""
        return self.executed.result.frame


def run_recorded(
    stage: Stage[Any],
    params: Params,
    frame: Frame,
    context: Context,
    *,
    inputs: Mapping[str, str],
    index: int,
    recipe: RecipeReference,
    asked_by: str,
) -> Recorded:
    """Run one step in this process and write its record.

    What the stage delivers goes to the context's ``deliver``, when somebody receives it, and
    into the record's outputs.

    ``inputs`` holds the frame's digests by role, from ``frames.encode_frame`` or from the
    record of the step before (its outputs, and its ``source`` where it gave none).
    """
    collected = Collected(context.deliver)
    receiving = replace(context, deliver=collected.deliver)
    executed = run_step(stage, params, frame, receiving)
    outputs, encoded = encode_result(executed.result, frame, inputs)
    outputs, encoded = {**collected.outputs, **outputs}, {**collected.encoded, **encoded}
    record = make_record(
        stage,
        params,
        executed,
        context,
        inputs=inputs,
        outputs=outputs,
        index=index,
        recipe=recipe,
        asked_by=asked_by,
    )
    return Recorded(executed, record, encoded, collected.outputs)


def run_recipe(
    recipe: Recipe, frame: Frame, context: Context, *, asked_by: str
) -> Iterator[Recorded]:
    """Run a recipe's steps in this process, one after the other, without queue or database."""
    reference = RecipeReference(name=recipe.name, sha256=recipe.sha256)
    inputs, _ = encode_frame(frame)
    for index, step in enumerate(recipe.steps):
        recorded = run_recorded(
            step.stage,
            step.params,
            frame,
            context,
            inputs=inputs,
            index=index,
            recipe=reference,
            asked_by=asked_by,
        )
        yield recorded
        frame = recorded.frame
        inputs = next_inputs(inputs["source"], recorded.record.outputs)


def make_record(
    stage: Stage[Any],
    params: Params,
    executed: Executed,
    context: Context,
    *,
    inputs: Mapping[str, str],
    outputs: Mapping[str, str],
    index: int,
    recipe: RecipeReference,
    asked_by: str,
    origin: JobReference | None = None,
) -> StepRecord:
    """The record of a step that has run."""
    return StepRecord(
        index=index,
        stage=stage.name,
        stage_version=stage.version,
        params=params.model_dump(mode="json"),
        seed=context.seed,
        deterministic=context.deterministic and stage.deterministic,
        inputs=dict(inputs),
        outputs=dict(outputs),
        pins=executed.pins,
        fingerprint=executed.fingerprint,
        regions=executed.result.frame.regions,
        details=executed.result.details.model_dump(mode="json"),
        recipe=recipe,
        asked_by=asked_by,
        origin=origin,
        key=step_key(
            stage,
            params,
            inputs,
            pins=executed.pins,
            context=context,
            environment=executed.fingerprint,
        ),
        timing=Timing(
            started_at=executed.started_at,
            finished_at=executed.finished_at,
            seconds=round(executed.seconds, 6),
        ),
    )
