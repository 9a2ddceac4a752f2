"""Reads of projects: what a person belongs to, and what awaits them there."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db.models import Count, OuterRef, QuerySet, Subquery

from editor import access
from editor.models import Candidate, Membership, Project
from editor.queries.review_queue import awaiting_review


@dataclass(frozen=True)
class ProjectCard:
    """A project as a list shows it."""

    project: Project
    role: str | None
    candidates: int
    waiting: int
    cover: str | None


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
        awaiting_review()
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
