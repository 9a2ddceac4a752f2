"""What people search records by: written with each record, and once for those of before."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from pydantic import ValidationError

from jobs.artifacts import ArtifactError
from jobs.models import Mention, RecordedValue, Step
from jobs.records import StepRecord, load
from jobs.stages.contract import Pin

Kind = RecordedValue.Kind
Named = tuple[str, str]
"""A kind and a value."""

NO_MODELS = {"library", "check", "thresholds"}
"""Roles of pins that no weights stand behind."""
BY_ROLE = {kind.value for kind in (Kind.ENCODER, Kind.SAMPLER, Kind.DETECTOR, Kind.UPSCALER)}
MOST = 300
AT_ONCE = 500


def named_in(record: StepRecord) -> frozenset[Named]:
    """The values that a record is found by: names as pinned, SHA-256 of weights, seeds.

    A sampler is found by its class and by the name that it is asked for with.
    """
    return frozenset((kind, value[:MOST]) for kind, value in _named(record) if value)


def note(step: Step, named: Collection[Named]) -> None:
    """Write down what a step's record names; in the transaction that keeps the record."""
    values = [RecordedValue(kind=kind, value=value) for kind, value in sorted(named)]
    RecordedValue.objects.bulk_create(values, ignore_conflicts=True)
    asked = Q(pk__in=())
    for kind, value in named:
        asked |= Q(kind=kind, value=value)
    known = RecordedValue.objects.filter(asked)
    Mention.objects.bulk_create(
        [Mention(step=step, job_id=step.job_id, value=value) for value in known],
        ignore_conflicts=True,
    )


@dataclass(frozen=True)
class Caught:
    """How many records were read that nothing was noted of, and which could not be."""

    read: int
    unread: tuple[str, ...]


def catch_up() -> Caught:
    """Read the records that nothing was noted of yet; may be stopped and repeated."""
    read, unread = 0, []
    for step in _unnoted():
        try:
            named = named_in(load(str(step.record_id)))
        except (ArtifactError, ValidationError) as error:
            why = str(error).splitlines()[0]
            unread.append(f"record {step.record_id} of step {step.pk}: {why}")
            continue
        with transaction.atomic():
            note(step, named)
        read += 1
    return Caught(read, tuple(unread))


def _unnoted() -> Iterator[Step]:
    """Every record names its seed, so that one without a mention was not read."""
    steps = Step.objects.filter(record__isnull=False, mentions__isnull=True)
    return steps.order_by("pk").only("pk", "job_id", "record_id").iterator(chunk_size=AT_ONCE)


def _named(record: StepRecord) -> Iterator[Named]:
    yield Kind.SEED, str(record.seed)
    own = record.params.get("seed")
    if isinstance(own, int):
        yield Kind.SEED, str(own)
    for pin in record.pins:
        yield from _named_by(pin)
        if pin.role == Kind.SAMPLER and isinstance(record.params.get("scheduler"), str):
            yield Kind.SAMPLER, record.params["scheduler"]


def _named_by(pin: Pin) -> Iterator[Named]:
    if pin.role in NO_MODELS:
        return
    for value in (pin.id, pin.sha256):
        if pin.role in BY_ROLE:
            yield pin.role, value
        if pin.role != Kind.SAMPLER:
            yield Kind.MODEL, value
