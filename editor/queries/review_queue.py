"""Reads of the review queue: what waits for a person's verdict, and who has taken it on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.contrib.auth.models import User
from django.db.models import Count, F, Prefetch, Q, QuerySet

from editor import access
from editor.models import Claim, Membership, Project, Proof
from editor.queries.proofs import with_standing
from jobs.models import Job


class Show(StrEnum):
    """Which part of the queue to look at."""

    OPEN = "open"
    MINE = "mine"
    ALL = "all"

    @property
    def tab(self) -> str:
        """As its tab says it."""
        return {"open": "For you", "mine": "Claimed by you", "all": "Everybody's"}[self.value]


@dataclass(frozen=True)
class Waiting:
    """A proof that waits, and who has claimed it."""

    proof: Proof
    claim: Claim | None
    open_threads: int


@dataclass(frozen=True)
class ReviewQueue:
    """What a page of the queue shows; counts are of all projects of this person."""

    rows: tuple[Waiting, ...]
    counts: dict[Show, int]
    projects: tuple[Project, ...]


def review_queue(
    user: access.Viewer, show: Show = Show.OPEN, project: UUID | None = None
) -> QuerySet[Proof]:
    """Proofs that passed the gate and wait for this person's verdict, longest wait first.

    Each is annotated with ``waiting_since``. What another has claimed is in ``Show.ALL`` alone.
    """
    if not isinstance(user, User):
        return Proof.objects.none()
    rows = awaiting_review().filter(candidate__project__in=_deciding(user))
    rows = rows.exclude(made_by=user).annotate(waiting_since=F("job__finished_at"))
    if project is not None:
        rows = rows.filter(candidate__project=project)
    held = Claim.objects.filter(released_at__isnull=True)
    if show is Show.MINE:
        rows = rows.filter(pk__in=held.filter(reviewer=user).values("proof"))
    elif show is Show.OPEN:
        rows = rows.exclude(pk__in=held.exclude(reviewer=user).values("proof"))
    return with_standing(rows).order_by("job__finished_at", "pk")


def next_to_review(user: access.Viewer, besides: Proof) -> Proof | None:
    """What this person goes on with: their own claims first, then what nobody has claimed."""
    for show in (Show.MINE, Show.OPEN):
        found = review_queue(user, show).exclude(pk=besides.pk).first()
        if found is not None:
            return found
    return None


def queue_page(user: User, show: Show, project: UUID | None) -> ReviewQueue:
    """One look at the queue, in a fixed number of queries."""
    held = Claim.objects.filter(released_at__isnull=True).select_related("reviewer")
    rows = review_queue(user, show, project).prefetch_related(
        Prefetch("claims", queryset=held, to_attr="held")
    )
    rows = rows.annotate(
        open_threads=Count(
            "candidate__threads",
            filter=Q(
                candidate__threads__resolved=False,
                candidate__threads__proof__revision__lte=F("revision"),
            ),
        )
    )
    waiting = tuple(Waiting(row, next(iter(row.held), None), row.open_threads) for row in rows)
    counts = {part: review_queue(user, part).count() for part in Show}
    projects = Project.objects.filter(pk__in=_deciding(user)).order_by("name")
    return ReviewQueue(waiting, counts, tuple(projects))


def blocked_proofs(user: access.Viewer) -> QuerySet[Proof]:
    """Proofs that the gate failed and nobody has decided on, newest first, for who decides."""
    if not isinstance(user, User):
        return Proof.objects.none()
    rows = Proof.objects.filter(
        job__status=Job.Status.DONE,
        job__verdict=Job.Verdict.FAIL,
        review__isnull=True,
        candidate__project__in=_deciding(user),
    )
    return with_standing(rows).order_by("-job__finished_at", "pk")


def awaiting_review() -> QuerySet[Proof]:
    """Proofs that passed the gate and that nobody has decided on."""
    return Proof.objects.filter(
        job__status=Job.Status.DONE, job__verdict=Job.Verdict.PASS, review__isnull=True
    )


def _deciding(user: User) -> QuerySet[Membership, UUID]:
    """The projects in which a person decides."""
    deciding = Membership.objects.filter(
        user=user, role__in=[Membership.Role.REVIEWER, Membership.Role.LEAD]
    )
    return deciding.values_list("project", flat=True)
