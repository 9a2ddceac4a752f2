"""Reads for pages and REST: a fixed number of database queries each, whatever there is to list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.contrib.auth.models import User
from django.db.models import Count, F, OuterRef, QuerySet, Subquery

from editor import access
from editor.evidence import found_regions, gate_report
from editor.models import Candidate, Membership, Project, Proof, Publication, Review
from jobs.models import Job, Step
from jobs.records import JobRecord, job_record
from jobs.stages.contract import Region
from jobs.stages.gate.report import GateReport

__all__ = ["found_regions", "gate_report"]


class ProofState(StrEnum):
    """Where a proof stands, from its render to its publication."""

    RENDERING = "rendering"
    FAILED = "failed"
    CANCELLED = "cancelled"
    BLOCKED = "blocked"
    UNGATED = "ungated"
    WAITING = "waiting"
    APPROVED = "approved"
    CHANGES = "changes"
    REJECTED = "rejected"
    PUBLISHED = "published"


@dataclass(frozen=True)
class ProjectCard:
    """A project as a list shows it."""

    project: Project
    role: str | None
    candidates: int
    waiting: int
    cover: str | None


@dataclass(frozen=True)
class Tile:
    """A candidate as the gallery shows it; ``state`` is its newest proof's, None without one."""

    id: UUID
    name: str
    digest: str
    width: int
    height: int
    added_at: datetime
    finding: str
    proof: UUID | None = None
    revision: int | None = None
    state: ProofState | None = None


@dataclass(frozen=True)
class Standing:
    """A proof and where it stands."""

    proof: Proof
    state: ProofState


@dataclass(frozen=True)
class CandidatePage:
    """A candidate, the text found on it, and its proofs, newest first."""

    candidate: Candidate
    regions: tuple[Region, ...] | None
    proofs: tuple[Standing, ...]


@dataclass(frozen=True)
class PublicationStory:
    """How a published file came about: who did what, through which steps, judged how."""

    publication: Publication
    proof: Proof
    candidate: Candidate
    project: Project
    review: Review
    record: JobRecord
    gate: GateReport | None


def state_of(
    status: str, gate_verdict: str, review_verdict: str | None, published: bool
) -> ProofState:
    """Where a proof stands, from what the database holds of it."""
    if published:
        return ProofState.PUBLISHED
    if review_verdict is not None:
        return ProofState(review_verdict)
    if status in {Job.Status.FAILED, Job.Status.CANCELLED}:
        return ProofState(status)
    if status != Job.Status.DONE:
        return ProofState.RENDERING
    if not gate_verdict:
        return ProofState.UNGATED
    return ProofState.WAITING if gate_verdict == Job.Verdict.PASS else ProofState.BLOCKED


def proof_state(proof: Proof) -> ProofState:
    """Where a proof stands; its job, review and publication are best selected with it."""
    review: Review | None = getattr(proof, "review", None)
    return state_of(
        proof.job.status,
        proof.job.verdict,
        review.verdict if review else None,
        hasattr(proof, "publication"),
    )


def projects_of(user: access.Viewer) -> list[ProjectCard]:
    """The projects a person sees, by name, with what awaits them there."""
    return _cards(user, access.visible_projects(user))


def project_card(user: access.Viewer, project: Project) -> ProjectCard:
    """One project as a list shows it."""
    return _cards(user, Project.objects.filter(pk=project.pk))[0]


def _cards(user: access.Viewer, projects: QuerySet[Project]) -> list[ProjectCard]:
    roles = {}
    if isinstance(user, User):
        roles = dict(Membership.objects.filter(user=user).values_list("project", "role"))
    newest = Candidate.objects.filter(project=OuterRef("pk")).order_by("-added_at", "id")
    waiting = (
        _awaiting_review()
        .filter(candidate__project=OuterRef("pk"))
        .order_by()
        .values("candidate__project")
        .annotate(number=Count("pk"))
    )
    rows = projects.annotate(
        candidate_count=Count("candidates"),
        waiting_count=Subquery(waiting.values("number")),
        cover=Subquery(newest.values("picture")[:1]),
    )
    return [
        ProjectCard(
            project=row,
            role=roles.get(row.pk),
            candidates=row.candidate_count,
            waiting=row.waiting_count or 0,
            cover=row.cover,
        )
        for row in rows.order_by("name", "id")
    ]


def gallery(project: Project) -> list[Tile]:
    """Every candidate of a project, newest first, light enough for ten thousand of them."""
    newest: dict[UUID, tuple[UUID, int, ProofState]] = {}
    proofs = Proof.objects.filter(candidate__project=project).order_by("candidate", "revision")
    for candidate, proof, revision, status, gate, verdict, slug in proofs.values_list(
        "candidate", "pk", "revision", "job__status", "job__verdict", "review__verdict",
        "publication__slug",
    ):  # fmt: skip
        newest[candidate] = (proof, revision, state_of(status, gate, verdict, slug is not None))
    candidates = Candidate.objects.filter(project=project).values_list(
        "pk", "name", "picture", "picture__width", "picture__height", "added_at", "finding__status"
    )
    return [
        Tile(pk, name, digest, width or 0, height or 0, added, finding or "", *newest.get(pk, ()))
        for pk, name, digest, width, height, added, finding in candidates
    ]


def candidate_page(candidate: Candidate) -> CandidatePage:
    """What a candidate's page shows."""
    return CandidatePage(
        candidate=candidate,
        regions=found_regions(candidate),
        proofs=tuple(Standing(one, proof_state(one)) for one in proofs_of(candidate)),
    )


def proofs_of(candidate: Candidate) -> QuerySet[Proof]:
    """A candidate's proofs, newest first, with what their state needs."""
    return _with_standing(candidate.proofs.all()).order_by("-revision")


def review_queue(user: access.Viewer) -> QuerySet[Proof]:
    """Proofs that passed the gate and wait for this person's verdict, longest wait first."""
    if not isinstance(user, User):
        return Proof.objects.none()
    deciding = Membership.objects.filter(
        user=user, role__in=[Membership.Role.REVIEWER, Membership.Role.LEAD]
    )
    rows = _awaiting_review().filter(candidate__project__in=deciding.values("project"))
    waiting = rows.exclude(made_by=user).annotate(waiting_since=F("job__finished_at"))
    return _with_standing(waiting).order_by("job__finished_at", "pk")


def blocked_proofs(user: access.Viewer) -> QuerySet[Proof]:
    """Proofs that the gate failed and nobody has decided on, newest first, for who decides."""
    if not isinstance(user, User):
        return Proof.objects.none()
    deciding = Membership.objects.filter(
        user=user, role__in=[Membership.Role.REVIEWER, Membership.Role.LEAD]
    )
    rows = Proof.objects.filter(
        job__status=Job.Status.DONE,
        job__verdict=Job.Verdict.FAIL,
        review__isnull=True,
        candidate__project__in=deciding.values("project"),
    )
    return _with_standing(rows).order_by("-job__finished_at", "pk")


def steps_of(job: Job) -> QuerySet[Step]:
    """A job's steps in order, with their outputs."""
    return job.steps.order_by("index").prefetch_related("outputs__artifact")


def jobs_of(project: Project) -> QuerySet[Job]:
    """A project's jobs, newest first."""
    return Job.objects.filter(stream=project.stream).select_related("asked_by")


def publications() -> QuerySet[Publication]:
    """Everything that was published, newest first, for the audit."""
    return Publication.objects.select_related(
        "published_by",
        "review__reviewer",
        "review__maker",
        "picture",
        "proof__candidate__project",
        "proof__job",
    )


def publication_story(publication: Publication) -> PublicationStory:
    """How a published file came about."""
    proof = publication.proof
    return PublicationStory(
        publication=publication,
        proof=proof,
        candidate=proof.candidate,
        project=proof.candidate.project,
        review=publication.review,
        record=job_record(proof.job),
        gate=gate_report(proof.job),
    )


def _awaiting_review() -> QuerySet[Proof]:
    return Proof.objects.filter(
        job__status=Job.Status.DONE, job__verdict=Job.Verdict.PASS, review__isnull=True
    )


def _with_standing(rows: QuerySet[Proof]) -> QuerySet[Proof]:
    return rows.select_related(
        "candidate__project",
        "candidate__picture",
        "job__result",
        "job__result_mask",
        "made_by",
        "review__reviewer",
        "publication",
    )
