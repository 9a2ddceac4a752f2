"""One stage at a time on the command line: open or begin an envelope, run, hand it on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from jobs.artifacts import digest_of
from jobs.envelope import Envelope, Head, record_name
from jobs.execute import run_recorded
from jobs.frames import encode_frame
from jobs.handing_on import next_inputs
from jobs.local_record import LocalRun, indented
from jobs.local_run import InputError, person
from jobs.records import RecipeReference, StepRecord
from jobs.stages.codec import encode_picture, encode_plane
from jobs.stages.contract import Context, Frame, Params, Role, Stage

NAME = "pipe"


def begin(frame: Frame, *, label: str, seed: int, deterministic: bool) -> Envelope:
    """The envelope that a pipe begins with."""
    digests, encoded = encode_frame(frame)
    head = Head(
        label=label,
        asked_by=person(),
        seed=seed,
        deterministic=deterministic,
        inputs=digests,
        digests=digests,
        records=(),
    )
    return Envelope(head, frame, {digest: part.data for digest, part in encoded.items()}, ())


def advance(envelope: Envelope, stage: Stage[Any], params: Params, context: Context) -> Envelope:
    """Run one stage on an envelope's frame; raises InputError when it needs what is not there."""
    if Role.MASK in stage.needs and envelope.frame.mask is None:
        raise InputError(
            "a mask is needed and the envelope has none: run apply_mask before this, "
            "or begin the pipe with --source FILE --mask FILE."
        )
    head = envelope.head
    index = len(envelope.records)
    recipe = recipe_so_far(envelope.records, stage, params)
    recorded = run_recorded(
        stage,
        params,
        envelope.frame,
        context,
        inputs=head.digests,
        index=index,
        recipe=RecipeReference(name=NAME, sha256=digest_of(recipe.encode())),
        asked_by=head.asked_by,
    )
    digests = next_inputs(head.digests["source"], recorded.record.outputs)
    made = {digest: part.data for digest, part in recorded.encoded.items()}
    known = {**envelope.data, **made}
    records = (*envelope.records, recorded.record)
    return Envelope(
        head=head.model_copy(
            update={"digests": digests, "records": tuple(map(record_name, records))}
        ),
        frame=recorded.frame,
        data={digest: known[digest] for digest in digests.values()},
        records=records,
    )


def recipe_so_far(
    records: tuple[StepRecord, ...], stage: Stage[Any] | None = None, params: Params | None = None
) -> str:
    """The pipe written as a recipe: the steps that ran, and one more when it is given."""
    steps: list[dict[str, Any]] = [
        {"step": record.stage, "params": record.params} for record in records
    ]
    if stage is not None and params is not None:
        steps.append({"step": stage.name, "params": params.model_dump(mode="json")})
    return yaml.safe_dump({"pipeline": steps}, sort_keys=False, allow_unicode=True)


def finish(envelope: Envelope, out: Path) -> None:
    """Write the picture, and beside it its mask, record and gate report."""
    head = envelope.head
    recipe = recipe_so_far(envelope.records)
    run = LocalRun(
        label=head.label,
        asked_by=head.asked_by,
        recipe=RecipeReference(name=NAME, sha256=digest_of(recipe.encode())),
        recipe_text=recipe,
        seed=head.seed,
        deterministic=head.deterministic,
        inputs=head.inputs,
        frame=envelope.frame,
        steps=envelope.records,
    )
    report = run.gate_report
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(encode_picture(run.frame.picture))
        out.with_suffix(".mask.png").write_bytes(encode_plane(run.replaced))
        out.with_suffix(".record.json").write_text(indented(run.record), encoding="utf-8")
        if report is not None:
            out.with_suffix(".gate.json").write_text(indented(report), encoding="utf-8")
    except OSError as error:
        raise InputError(f"--out {out}: cannot be written ({error.strerror}).") from None


def with_run_options(envelope: Envelope, seed: int | None, deterministic: bool | None) -> Envelope:
    """The envelope with another seed or mode for the steps from here on."""
    given = {"seed": seed, "deterministic": deterministic}
    changed = {name: value for name, value in given.items() if value is not None}
    return replace(envelope, head=envelope.head.model_copy(update=changed))
