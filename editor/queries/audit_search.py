"""Reads for the audit: proofs and publications by who, where, when, with what and how judged."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from editor.models import Proof
from jobs.models import Mention, RecordedValue

NAMED = tuple(kind.value for kind in RecordedValue.Kind)
"""What a record names and proofs are found by."""
MOST_OFFERED = 500
DIGEST = r"^[0-9a-f]{64}$"


class Part(StrEnum):
    """What a person did to a proof."""

    ANY = ""
    MAKER = "maker"
    REVIEWER = "reviewer"
    PUBLISHER = "publisher"


class Judged(StrEnum):
    """How a proof was judged, by the gate or by a person."""

    ANY = ""
    PASS = "pass"  # noqa: S105 - a verdict
    FAIL = "fail"
    APPROVED = "approved"
    CHANGES = "changes"
    REJECTED = "rejected"
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class AuditWish:
    """What is searched for; whatever is given has to hold at once.

    The named values are what the records of the render, or of the exploration before it, name: a
    model by its name or its whole SHA-256, a sampler also by the name it is asked for with.
    """

    person: str = ""
    part: Part = Part.ANY
    project: UUID | None = None
    verdict: Judged = Judged.ANY
    since: date | None = None
    until: date | None = None
    encoder: str = ""
    sampler: str = ""
    model: str = ""
    seed: str = ""
    detector: str = ""
    upscaler: str = ""
    published: bool = False

    @property
    def is_narrow(self) -> bool:
        """Whether anything but the kind of list was asked for."""
        return any(getattr(self, one.name) for one in fields(self) if one.name != "published")


def search(wish: AuditWish) -> QuerySet[Proof]:
    """The proofs that a wish describes, newest first, with all that a list shows, in one query.

    ``published`` asks for publications: those alone, and by their own dates.
    """
    rows = Proof.objects.select_related(
        "candidate__project",
        "made_by",
        "job",
        "review__reviewer",
        "publication__published_by",
        "publication__withdrawal",
    )
    when = "publication__published_at" if wish.published else "made_at"
    if wish.published:
        rows = rows.filter(publication__isnull=False)
    if wish.person:
        rows = rows.filter(_by_person(wish.person, wish.part))
    if wish.project is not None:
        rows = rows.filter(candidate__project=wish.project)
    if wish.verdict:
        rows = rows.filter(_judged(wish.verdict))
    if wish.since is not None:
        rows = rows.filter(**{f"{when}__gte": _midnight(wish.since)})
    if wish.until is not None:
        rows = rows.filter(**{f"{when}__lt": _midnight(wish.until + timedelta(days=1))})
    for kind in NAMED:
        value = getattr(wish, kind)
        if value:
            rows = rows.filter(pk__in=_naming(kind, value))
    return rows.order_by(f"-{when}", "pk")


def offered() -> dict[str, list[str]]:
    """The names that records know, by kind, to choose from; seeds and digests are typed."""
    rows = RecordedValue.objects.exclude(kind=RecordedValue.Kind.SEED)
    named = rows.exclude(value__regex=DIGEST).values_list("kind", "value")[:MOST_OFFERED]
    found: dict[str, list[str]] = {kind: [] for kind in NAMED}
    for kind, value in named:
        found[kind].append(value)
    return found


def _naming(kind: str, value: str) -> QuerySet[Proof, UUID]:
    """Proofs whose render or exploration names a value; each half goes by its own index."""
    jobs = Mention.objects.filter(value__kind=kind, value__value=value).values("job")
    rendered = Proof.objects.filter(job__in=jobs).order_by().values_list("pk", flat=True)
    sampled = Proof.objects.filter(candidate__exploration__job__in=jobs).order_by()
    return rendered.union(sampled.values_list("pk", flat=True))


def _by_person(name: str, part: Part) -> Q:
    parts = {
        Part.MAKER: Q(made_by__username=name),
        Part.REVIEWER: Q(review__reviewer__username=name),
        Part.PUBLISHER: Q(publication__published_by__username=name),
    }
    if part in parts:
        return parts[part]
    return parts[Part.MAKER] | parts[Part.REVIEWER] | parts[Part.PUBLISHER]


def _judged(verdict: Judged) -> Q:
    if verdict in {Judged.PASS, Judged.FAIL}:
        return Q(job__verdict=verdict.value)
    if verdict == Judged.UNDECIDED:
        return Q(review__isnull=True)
    return Q(review__verdict=verdict.value)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
