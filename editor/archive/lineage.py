"""Whether an archive's records follow one another: what a step took is what earlier ones gave."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from editor.archive.manifest import GATE, ArchivedJob, Manifest
from editor.archive.opening import Archive, DoesNotHold
from jobs.handing_on import next_inputs

GATE_STAGE = "gate"
SAMPLE = "sample."


class _Told(BaseModel):
    """A JSON object of which some fields are looked at, whatever else its version holds."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Origin(_Told):
    """Whose step it was."""

    job: str


class ReadRecord(_Told):
    """What is looked at of a step's record."""

    index: int
    stage: str
    inputs: dict[str, str]
    outputs: dict[str, str]
    details: dict[str, JsonValue]
    origin: Origin | None = None


class ReadJobRecord(_Told):
    """What is looked at of a whole job's record."""

    job: str
    source: str
    source_mask: str | None
    result: str | None
    steps: tuple[dict[str, JsonValue], ...] = Field(default=())


def check_lineage(archive: Archive, manifest: Manifest) -> dict[str, tuple[ReadRecord, ...]]:
    """Each job's records by its id, in order; raises ``DoesNotHold`` where they do not fit."""
    kept = {name.rsplit("/", 1)[-1].split(".")[0]: name for name in archive.names if "/" in name}
    found: dict[str, tuple[ReadRecord, ...]] = {}
    for job in manifest.jobs:
        if job.id in found:
            raise DoesNotHold("manifest.json", f"it names job {job.id} twice")
        records = tuple(_record(archive, kept, digest) for digest in job.records)
        _check_steps(job, records)
        if job.purpose != "exploration":
            _check_flow(job, records, kept)
        found[job.id] = records
    _check_ends(manifest, found)
    _check_gate(archive, found[_only(manifest, "render").id])
    _check_job_record(archive, manifest, kept)
    return found


def _record(archive: Archive, kept: dict[str, str], digest: str) -> ReadRecord:
    place = _place(kept, digest, "a step's record")
    try:
        return ReadRecord.model_validate_json(archive.read(place))
    except ValidationError as error:
        raise DoesNotHold(place, f"it is no step's record: {_first(error)}") from None


def _check_steps(job: ArchivedJob, records: tuple[ReadRecord, ...]) -> None:
    for index, (digest, record) in enumerate(zip(job.records, records, strict=True)):
        place = f"records/{digest}.json"
        if record.index != index:
            raise DoesNotHold(place, f"it is of step {record.index + 1} and stands as {index + 1}")
        if record.origin is not None and record.origin.job != job.id:
            raise DoesNotHold(place, f"it is of job {record.origin.job} and stands in {job.id}")


def _check_flow(job: ArchivedJob, records: tuple[ReadRecord, ...], kept: dict[str, str]) -> None:
    """The first step takes what the job began with, and each other one what came before it."""
    due = {"source": job.source, "picture": job.source}
    if job.mask:
        due["mask"] = job.mask
    for digest, record in zip(job.records, records, strict=True):
        place = f"records/{digest}.json"
        if record.inputs != due:
            raise DoesNotHold(
                place,
                f"step {record.index + 1} ({record.stage}) did not take what the steps before it "
                f"gave: expected {_shown(due)}, and it names {_shown(record.inputs)}",
            )
        for role, given in (*record.inputs.items(), *record.outputs.items()):
            _place(kept, given, f"the {role} of step {record.index + 1}, which {place} names")
        due = next_inputs(due["source"], record.outputs)
    if due["picture"] != job.result:
        raise DoesNotHold(
            "manifest.json",
            f"job {job.id} gave {due['picture'][:12]}… by its last record, and is said to have "
            f"given {job.result[:12]}…",
        )


def _check_ends(manifest: Manifest, found: dict[str, tuple[ReadRecord, ...]]) -> None:
    """The candidate is what was sampled, the render began with it, files show what was gated."""
    for job in manifest.job_for("exploration"):
        given = {
            digest
            for record in found[job.id]
            for role, digest in record.outputs.items()
            if role.startswith(SAMPLE)
        }
        if job.records and manifest.picture not in given:
            raise DoesNotHold("manifest.json", "the exploration gave no such candidate")
    render = _only(manifest, "render")
    if render.source != manifest.picture or render.result != manifest.approved:
        raise DoesNotHold("manifest.json", "the render is not of this candidate to this proof")
    results = {job.id: job.result for job in manifest.job_for("file")}
    for file in manifest.files:
        if file.shown != (results.get(file.job) if file.job else manifest.approved):
            raise DoesNotHold(f"published/{file.sha256}", "it shows what was never gated")
    if any(job.source != manifest.approved for job in manifest.job_for("file")):
        raise DoesNotHold("manifest.json", "a file was made of another picture than the approved")


def _check_gate(archive: Archive, records: tuple[ReadRecord, ...]) -> None:
    gates = [record for record in records if record.stage == GATE_STAGE]
    if not gates:
        raise DoesNotHold("manifest.json", "no gate looked at the proof")
    if not _says(_json(archive, GATE), gates[-1].details):
        raise DoesNotHold(GATE, "it is not what the gate's own record says")


def _check_job_record(archive: Archive, manifest: Manifest, kept: dict[str, str]) -> None:
    """The record that files are signed with is the render's, with the steps' own records in it."""
    if not manifest.job_record:
        return
    place = _place(kept, manifest.job_record, "the record that files are signed with")
    try:
        told = ReadJobRecord.model_validate_json(archive.read(place))
    except ValidationError as error:
        raise DoesNotHold(place, f"it is no job's record: {_first(error)}") from None
    job = _only(manifest, "render")
    if (told.job, told.source, told.source_mask or "", told.result or "") != (
        job.id,
        job.source,
        job.mask,
        job.result,
    ):
        raise DoesNotHold(place, "it is of another job than the proof's")
    own = [_json(archive, _place(kept, digest, "a step's record")) for digest in job.records]
    if not _says(list(told.steps), own):
        raise DoesNotHold(place, "its steps are not those of the steps' own records")


def _says(told: object, own: object) -> bool:
    """Whether ``told`` says all that ``own`` does; a later version may add fields to the same."""
    if isinstance(told, dict) and isinstance(own, dict):
        return all(name in told and _says(told[name], value) for name, value in own.items())
    if isinstance(told, list) and isinstance(own, list):
        return len(told) == len(own) and all(map(_says, told, own))
    return told == own


def _only(manifest: Manifest, purpose: Any) -> ArchivedJob:
    jobs = manifest.job_for(purpose)
    if len(jobs) != 1:
        raise DoesNotHold("manifest.json", f"it names {len(jobs)} jobs as {purpose}: expected one")
    return jobs[0]


def _place(kept: dict[str, str], digest: str, what: str) -> str:
    if digest not in kept:
        raise DoesNotHold(digest, f"the archive does not hold {what}")
    return kept[digest]


def _json(archive: Archive, name: str) -> Any:
    try:
        return json.loads(archive.read(name))
    except (ValueError, RecursionError) as error:
        raise DoesNotHold(name, f"it is no JSON ({error})") from None


def _shown(roles: dict[str, str]) -> str:
    return ", ".join(f"{role} {digest[:12]}…" for role, digest in sorted(roles.items()))


def _first(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
