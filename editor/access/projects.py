"""Which projects a person sees, and what they may do there."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from editor.access.people import Viewer, is_admin, is_auditor, person, sees_all
from editor.access.rows import one_of
from editor.models import Membership, Project
from editor.permissions import REFUSALS, Permissions, permissions_of_role


def visible_projects(viewer: Viewer) -> QuerySet[Project]:
    """The projects a person belongs to; every project for administrators and auditors."""
    if not isinstance(viewer, User) or not viewer.is_active:
        return Project.objects.none()
    if sees_all(viewer):
        return Project.objects.all()
    return Project.objects.filter(pk__in=Membership.objects.filter(user=viewer).values("project"))


def role_of(viewer: Viewer, project: Project) -> str | None:
    """A person's role in a project, or None for those who are not members."""
    if not isinstance(viewer, User) or not viewer.is_active:
        return None
    return (
        Membership.objects.filter(project=project, user=viewer)
        .values_list("role", flat=True)
        .first()
    )


def permissions(viewer: Viewer, project: Project) -> Permissions:
    """What a person may do in a project."""
    return permissions_of_role(
        role_of(viewer, project), admin=is_admin(viewer), auditor=is_auditor(viewer)
    )


def demand(viewer: Viewer, project: Project, permission: str) -> User:
    """The person, if the project grants them this permission; refused with the reason if not."""
    if not getattr(permissions(viewer, project), permission):
        raise PermissionDenied(REFUSALS[permission])
    return person(viewer)


def project_for(viewer: Viewer, project_id: UUID | str) -> Project:
    """A project this person may see."""
    return one_of(visible_projects(viewer), project_id, "project")
