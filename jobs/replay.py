"""What a second run of a record gave beside the first: identical, or how far apart and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal

from pydantic import Field

from jobs import artifacts
from jobs.artifacts import ArtifactError
from jobs.frames import EVIDENCE
from jobs.models import Job
from jobs.pins import PinChange, pin_changes
from jobs.records import JobRecord, StepRecord, job_record
from jobs.stages.codec import CodecError, decode_picture, decode_plane
from jobs.stages.contract import Frozen, Picture
from jobs.stages.perceptual_hash import BITS
from jobs.stages.picture_distance import Distance, distance

Read = Callable[[str], bytes | None]
"""The bytes of a digest, or None where they are not at hand."""

GONE = "the pixels of one of the two are not at hand"
NOT_PICTURES = "not a picture"


class FieldChange(Frozen):
    """A field of the fingerprint, the stage's version or the gate's verdict, both times."""

    name: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.name} was {self.before or 'nothing'} and is {self.after or 'nothing'}"


class OutputChange(Frozen):
    """An output whose bytes differ, or that only one of the runs gave."""

    role: str
    before: str | None = Field(description="SHA-256 the first time; null when it was not given")
    after: str | None = Field(description="SHA-256 the second time; null when it was not given")
    distance: Distance | None = Field(default=None, description="between the two pictures")
    note: str = Field(default="", description="why no distance can be told, or what it leaves out")

    def __str__(self) -> str:
        if self.distance is None:
            return f"{self.role}: differs ({self.note})"
        psnr = "" if self.distance.psnr is None else f"PSNR {self.distance.psnr:.2f} dB, "
        note = f" ({self.note})" if self.note else ""
        return (
            f"{self.role}: {psnr}largest difference {self.distance.max_difference} of 255, "
            f"perceptual hash {self.distance.phash_bits} of {BITS} bits{note}"
        )


class StepVerdict(Frozen):
    """One step both times. Times are not compared: they always differ."""

    index: int
    stage: str
    identical: bool = Field(description="every output has the same bytes")
    ran_again: bool = Field(default=True, description="false when the second run ended before it")
    version: FieldChange | None = Field(default=None, description="of the stage, where it changed")
    pins: tuple[PinChange, ...] = ()
    fingerprint: tuple[FieldChange, ...] = ()
    outputs: tuple[OutputChange, ...] = ()

    def lines(self) -> Iterator[str]:
        """What changed in this step, in words."""
        if not self.ran_again:
            yield "did not run again"
        if self.version is not None:
            yield str(self.version)
        yield from (f"pin {change}" for change in self.pins)
        yield from (f"fingerprint: {change}" for change in self.fingerprint)
        yield from map(str, self.outputs)


class Verdict(Frozen):
    """Whether a run gave the same bytes again, and everything that differs between the two."""

    status: Literal["identical", "differs"]
    original: str | None = Field(description="id of the first job; null for a run from files")
    replay: str | None = Field(description="id of the second job; null for a run from files")
    steps: tuple[StepVerdict, ...]
    gate: FieldChange | None = Field(default=None, description="the verdict, where it changed")

    @property
    def identical(self) -> bool:
        """True when every output of every step has the same bytes."""
        return self.status == "identical"

    def lines(self) -> list[str]:
        """The verdict for people, its first line the answer."""
        changed = [step for step in self.steps if any(step.lines())]
        if self.identical:
            head = "Identical: every output of every step has the same bytes."
            if changed:
                head += " What else changed made no difference to them:"
        else:
            first = next((step for step in self.steps if not step.identical), None)
            at = f", first at step {first.index + 1}, {first.stage}" if first else ""
            head = f"Different{at}:"
        lines = [head]
        for step in changed:
            lines += [f"  step {step.index + 1}, {step.stage}: {line}" for line in step.lines()]
        if self.gate is not None:
            lines.append(f"  {self.gate}")
        return lines


def verdict(original: JobRecord, replayed: JobRecord, read: Read) -> Verdict:
    """Compare two runs of one record, output by output; ``read`` gives the bytes of either."""
    again = {step.index: step for step in replayed.steps}
    steps = tuple(_step(step, again.get(step.index), read) for step in original.steps)
    gate = _changed("the gate's verdict", original.verdict, replayed.verdict)
    same = gate is None and all(step.identical for step in steps)
    return Verdict(
        status="identical" if same else "differs",
        original=original.job,
        replay=replayed.job,
        steps=steps,
        gate=gate,
    )


def verdict_of(job: Job) -> Verdict | None:
    """The verdict on a replay; None for any other job, and as long as the replay runs.

    Of a replay that failed or was cancelled, the steps that did not run count as different.
    Raises ``ArtifactError`` when a step's record is missing.
    """
    if job.replay_of is None or not job.is_over:
        return None
    return verdict(job_record(job.replay_of), job_record(job), stored)


def stored(digest: str) -> bytes | None:
    """The bytes of an artifact; None when they are gone."""
    try:
        return artifacts.read(digest)
    except ArtifactError:
        return None


def _step(before: StepRecord, after: StepRecord | None, read: Read) -> StepVerdict:
    if after is None:
        return StepVerdict(index=before.index, stage=before.stage, identical=False, ran_again=False)
    outputs = tuple(_outputs(before.outputs, after.outputs, read))
    return StepVerdict(
        index=before.index,
        stage=before.stage,
        identical=not outputs,
        version=_changed("the stage's version", before.stage_version, after.stage_version),
        pins=pin_changes(before.pins, after.pins),
        fingerprint=tuple(_fingerprints(before, after)),
        outputs=outputs,
    )


def _fingerprints(before: StepRecord, after: StepRecord) -> Iterator[FieldChange]:
    one, other = (record.fingerprint.model_dump(mode="json") for record in (before, after))
    for name, value in one.items():
        if not isinstance(value, dict):
            changes = [_changed(name, str(value), str(other[name]))]
        else:
            inside = {**value, **other[name]}
            changes = [
                _changed(f"{name}.{part}", value.get(part, ""), other[name].get(part, ""))
                for part in inside
            ]
        yield from filter(None, changes)


def _changed(name: str, before: str, after: str) -> FieldChange | None:
    return None if before == after else FieldChange(name=name, before=before, after=after)


def _outputs(before: dict[str, str], after: dict[str, str], read: Read) -> Iterator[OutputChange]:
    for role in {**before, **after}:
        one, other = before.get(role), after.get(role)
        if one == other:
            continue
        if one is None or other is None:
            note = "given only the second time" if one is None else "not given the second time"
            yield OutputChange(role=role, before=one, after=other, note=note)
        else:
            apart, note = _apart(role, read(one), read(other))
            yield OutputChange(role=role, before=one, after=other, distance=apart, note=note)


def _apart(role: str, one: bytes | None, other: bytes | None) -> tuple[Distance | None, str]:
    if role == "regions":
        return None, NOT_PICTURES
    if one is None or other is None:
        return None, GONE
    plane = role == "mask" or role.startswith(EVIDENCE)
    try:
        first, second = (_picture(data, plane) for data in (one, other))
        found = distance(first.pixels, second.pixels)
    except (CodecError, ValueError) as error:
        return None, str(error).rstrip(".")
    return found, "only the transparency differs" if found.identical else ""


def _picture(data: bytes, plane: bool) -> Picture:
    if plane:
        return Picture(decode_plane(data)[..., None].repeat(3, axis=2))
    return decode_picture(data)
