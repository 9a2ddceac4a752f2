"""A record run again in this process, from a file or from the database, which is only read."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from jobs.artifacts import ArtifactError
from jobs.execute import Recorded, run_recipe
from jobs.local_pictures import Pictures, fetch_from
from jobs.local_record import LocalRun, indented
from jobs.local_run import RECORD, InputError, as_run, person, written
from jobs.local_source import Original, frame_of
from jobs.models import Job
from jobs.records import JobRecord, job_record
from jobs.replay import Verdict, verdict
from jobs.replayable import NotReplayable, recipe_again
from jobs.stages.codec import decode_picture
from jobs.stages.contract import Context, Picture, StageError
from jobs.stages.intake import Limits
from jobs.weights import process_weights

VERDICT = "verdict.json"


@dataclass(frozen=True)
class Replayed:
    """What came of it: the verdict, the new run, and its steps with their bytes."""

    verdict: Verdict
    run: LocalRun
    steps: tuple[Recorded, ...]


def original_from(named: str) -> Original:
    """A job by its id, or a record by its file or its folder; raises InputError."""
    path = Path(named)
    if path.is_dir():
        path = path / RECORD
    if path.is_file():
        return Original(record_from(path), path.parent)
    try:
        job = Job.objects.filter(id=uuid.UUID(named)).select_related("asked_by").first()
    except ValueError:
        raise InputError(f"{named}: there is no such file, and it is no job's id.") from None
    if job is None:
        raise InputError(f"{named}: the database has no job with this id.")
    try:
        return Original(job_record(job), None)
    except ArtifactError as error:
        raise InputError(f"{named}: {error}") from None


def record_from(path: Path) -> JobRecord:
    """The record in a file, or the one that a sample's record holds; raises InputError."""
    try:
        said = json.loads(path.read_bytes())
        if isinstance(said, dict) and isinstance(said.get("record"), dict):
            said = said["record"]
        return JobRecord.model_validate_json(json.dumps(said))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise InputError(f"{path}: is not a job's record ({error}).") from None
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        raise InputError(f"{path}: is not a job's record ({where}: {first['msg']}).") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}).") from None


def replay(
    original: Original,
    source: Path | None,
    mask: Path | None,
    limits: Limits,
    registered: Pictures | None = None,
) -> Replayed:
    """Run the record again and compare; raises InputError when it cannot be run here.

    Registered pictures are those given, or the record's own where their bytes are at hand.
    """
    record, given = original.record, registered or {}
    given_here = fetch_from(given)

    def fetch(digest: str) -> Picture:
        data = None if digest in given else original.read(digest)
        return given_here(digest) if data is None else decode_picture(data)

    context = Context(
        weights=process_weights(),
        seed=record.seed,
        deterministic=record.deterministic,
        fetch=fetch,
    )
    try:
        recipe = recipe_again(record)
        frame = frame_of(original, source, mask, limits)
        steps = tuple(run_recipe(recipe, frame, context, asked_by=person()))
    except (NotReplayable, StageError) as error:
        raise InputError(str(error)) from None
    run = as_run(recipe, steps, context, label=record.label)
    made = {digest: part.data for step in steps for digest, part in step.encoded.items()}
    found = verdict(record, run.record, lambda digest: made.get(digest) or original.read(digest))
    return Replayed(found, run, steps)


def write(replayed: Replayed, out: Path) -> None:
    """Write proof, mask, record, gate's report, deliveries and the verdict; raises InputError."""
    try:
        written(replayed.run, Path(replayed.run.label), out)
        for step in replayed.steps:
            for name, digest in step.delivered.items():
                (out / f"{name}.png").write_bytes(step.encoded[digest].data)
        (out / VERDICT).write_text(indented(replayed.verdict), encoding="utf-8")
    except OSError as error:
        raise InputError(f"--out {out}: cannot be written ({error.strerror}).") from None
