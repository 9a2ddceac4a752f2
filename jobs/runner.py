"""One step: fetch, call, store, record, hand on."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from jobs import artifacts, leases, records, transitions
from jobs.artifacts import ArtifactError
from jobs.decoded import DecodedCache
from jobs.deliveries import Deliveries
from jobs.execute import make_record, run_step, step_key
from jobs.fingerprint import fingerprint
from jobs.frames import Encoded, decode_regions, encode_result
from jobs.handing_on import next_inputs
from jobs.leases import Claim
from jobs.mentions import named_in
from jobs.models import Step, StepOutput
from jobs.pins import difference
from jobs.records import JobReference, RecipeReference, Reuse, StepRecord, Timing
from jobs.stage_registry import known_stages
from jobs.stages.codec import decode_picture, decode_plane
from jobs.stages.contract import (
    Cancelled,
    Context,
    Frame,
    Params,
    Picture,
    Pin,
    Plane,
    Role,
    Stage,
    StageError,
    TimedOut,
)
from jobs.transitions import Outcome
from jobs.watch import Watch, WatchSettings
from jobs.weights import process_weights

logger = logging.getLogger(__name__)

decoded = DecodedCache()


def run(step_id: uuid.UUID, *, may_end_process: bool = False) -> None:
    """Run a queued step to its end; does nothing when another worker has it, or nobody needs it.

    ``may_end_process`` lets a stage that cannot be stopped take its worker with it.
    """
    # Before the lease begins: a new process imports the stages here, which takes a while.
    stages = known_stages()
    claim = leases.claim(step_id, settings.JOBS_LEASE_SECONDS)
    if claim is None:
        return
    stage = stages.get(claim.step.stage)
    watch_settings = WatchSettings(
        lease_seconds=settings.JOBS_LEASE_SECONDS,
        events_per_second=settings.JOBS_EVENTS_PER_SECOND,
        timeout=stage.timeout if stage else 60.0,
        may_end_process=may_end_process,
    )
    try:
        with (
            Watch(claim, watch_settings) as watch,
            Deliveries(claim, watch.delivered) as deliveries,
        ):
            transitions.complete(claim, _outcome(claim, stage, watch, deliveries))
    except Cancelled:
        transitions.stop(claim)
    except (TimedOut, StageError, ArtifactError) as error:
        transitions.fail(claim, str(error))
    except DatabaseError:
        # Nothing can be written now: the lease runs out and the steward sends the step again.
        raise
    except OSError as error:
        logger.exception("Step %s could not read or write.", step_id)
        transitions.fail(
            claim,
            f"{claim.step.stage} could not read or write its files "
            f"({error.strerror or type(error).__name__}). Finished steps are kept: "
            "see to the disk or the storage, then retry the job.",
        )
    except MemoryError:
        logger.exception("Step %s ran out of memory.", step_id)
        transitions.fail(claim, f"{claim.step.stage} ran out of memory; try a smaller picture.")
    except Exception as error:
        logger.exception("Step %s stopped on an unexpected error.", step_id)
        # The error's own text may hold paths or addresses: people get its kind, the log the rest.
        transitions.fail(
            claim,
            f"{claim.step.stage} stopped on an unexpected error ({type(error).__name__}). "
            f"The worker's log tells more under step {step_id}; retry once it is mended.",
        )


def _outcome(
    claim: Claim, stage: Stage[Any] | None, watch: Watch, deliveries: Deliveries
) -> Outcome:
    step, job = claim.step, claim.job
    if stage is None:
        raise StageError(f"This worker knows no stage '{step.stage}'; update it, then retry.")
    params: Params = stage.params.model_validate(step.params)
    context = Context(
        weights=process_weights(),
        seed=job.seed,
        deterministic=job.deterministic,
        report=watch.report,
        stop=watch.stop,
        deliver=deliveries.deliver,
        delivered=deliveries.before,
        preview=watch.preview,
        fetch=_picture,
    )
    pins = tuple(stage.pins(params, context.weights))
    _refuse_other_pins(step, stage, pins)
    inputs = _inputs(step)
    environment = fingerprint(context.weights.settings)
    key = step_key(stage, params, inputs, pins=pins, context=context, environment=environment)
    if job.deterministic and stage.deterministic and not job.replay_of_id:
        reused = _reused(claim, key, deliveries)
        if reused is not None:
            return reused
    frame = _frame(inputs)
    executed = run_step(stage, params, frame, context, pins)
    outputs, encoded = encode_result(executed.result, frame, inputs)
    outputs = {**deliveries.finish(), **outputs}
    _store(encoded, keep=next_inputs(inputs["source"], outputs).values())
    record = make_record(
        stage,
        params,
        executed,
        context,
        inputs=inputs,
        outputs=outputs,
        index=step.index,
        recipe=_recipe(claim),
        asked_by=job.asked_by.get_username(),
        origin=_origin(claim),
    )
    return _outcome_of(record)


def _outcome_of(record: StepRecord, reused_from: Step | None = None) -> Outcome:
    return Outcome(
        outputs=record.outputs,
        record=records.store(record).digest,
        key=record.key,
        seconds=record.timing.seconds,
        picture_changed=record.outputs["picture"] != record.inputs["picture"],
        verdict=record.details.get("verdict", ""),
        reused_from=reused_from,
        named=named_in(record),
    )


def _refuse_other_pins(step: Step, stage: Stage[Any], found: tuple[Pin, ...]) -> None:
    if stage.version != step.stage_version:
        raise StageError(
            f"{stage.title} {step.stage_version} was planned and this worker has {stage.version}. "
            "Retry the job to plan it again with what is installed."
        )
    planned = tuple(Pin.model_validate(pin) for pin in step.planned_pins)
    changed = difference(planned, found)
    if changed:
        raise StageError(
            f"{stage.title} would not run with what was planned: {changed}. "
            "Retry the job to plan it again with what is installed."
        )


def _inputs(step: Step) -> dict[str, str]:
    """Digests by role of what the step is given: the step before's outputs, or the job's own.

    The source is the job's, unless an earlier step began the work anew.
    """
    job = step.job
    if step.index > 0:
        given = StepOutput.objects.filter(step__job=job, step__index__lt=step.index)
        begun = given.filter(role=Role.SOURCE.value).order_by("step__index").last()
        before = given.filter(step__index=step.index - 1).values_list("role", "artifact_id")
        return next_inputs(begun.artifact_id if begun else job.source_id, dict(before))
    inputs = {"source": job.source_id, "picture": job.source_id}
    if job.source_mask_id:
        inputs["mask"] = job.source_mask_id
    return inputs


def _frame(inputs: Mapping[str, str]) -> Frame:
    mask, regions = inputs.get("mask"), inputs.get("regions")
    with ThreadPoolExecutor(max_workers=3) as pool:
        # Decoding lets the interpreter go, so the three take about as long as the longest.
        source = pool.submit(_picture, inputs["source"])
        plane = pool.submit(_plane, mask) if mask else None
        same = inputs["picture"] == inputs["source"]
        picture = source if same else pool.submit(_picture, inputs["picture"])
    frame = Frame(
        picture=picture.result(),
        source=source.result(),
        mask=plane.result() if plane else None,
        regions=decoded.get(regions, lambda: decode_regions(artifacts.read(regions)))
        if regions
        else (),
    )
    if frame.mask is not None and frame.mask.shape != frame.picture.pixels.shape[:2]:
        raise StageError("The mask and the picture differ in size; draw the mask on this picture.")
    return frame


def _picture(digest: str) -> Picture:
    return decoded.get(digest, lambda: decode_picture(artifacts.read(digest)))


def _plane(digest: str) -> Plane:
    return decoded.get(digest, lambda: decode_plane(artifacts.read(digest)))


def _store(encoded: Mapping[str, Encoded], keep: Collection[str]) -> None:
    """Put what a step gave among the artifacts, and ``keep`` at hand for the next step."""
    for digest, entry in encoded.items():
        width, height = entry.size or (None, None)
        artifacts.put(entry.data, entry.media_type, width, height)
        if digest in keep:
            decoded.hold(digest, entry.decoded)


def _reused(claim: Claim, key: str, deliveries: Deliveries) -> Outcome | None:
    """The outcome of an identical step of the same stream, its outputs still in the storage.

    What that step delivered is delivered again. Another stream's is never taken: its people's
    records would point at each other's jobs.
    """
    earlier = (
        Step.objects.filter(key=key, status="done", reused_from=None, job__stream=claim.job.stream)
        .order_by("finished_at")
        .first()
    )
    if earlier is None or earlier.record_id is None:
        return None
    before = records.load(earlier.record_id)
    if not all(artifacts.is_stored(digest) for digest in before.outputs.values()):
        return None
    deliveries.again(earlier)
    now = timezone.now()
    record = before.model_copy(
        update={
            "index": claim.step.index,
            "recipe": _recipe(claim),
            "asked_by": claim.job.asked_by.get_username(),
            "origin": _origin(claim),
            "reused": Reuse(
                job=str(earlier.job_id), step=str(earlier.id), record=earlier.record_id
            ),
            "timing": Timing(started_at=now, finished_at=now, seconds=0.0),
        }
    )
    return _outcome_of(record, earlier)


def _recipe(claim: Claim) -> RecipeReference:
    job = claim.job
    return RecipeReference(
        name=job.recipe_name, sha256=artifacts.digest_of(job.recipe_text.encode())
    )


def _origin(claim: Claim) -> JobReference:
    return JobReference(
        job=str(claim.job.id),
        step=str(claim.step.id),
        label=claim.job.label,
        attempt=claim.step.attempts,
    )
