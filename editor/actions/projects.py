"""Writes on projects and who belongs to them."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import transaction

from editor import access
from editor.actions.errors import ActionError
from editor.actions.renders import check_offered
from editor.ledger.append import append
from editor.ledger.member_kinds import MemberRemoved, MemberSet, ProjectCreated
from editor.models import Membership, Project

NAME_LENGTH = 120


@transaction.atomic
def create_project(
    *, name: str, brief: str = "", recipe: str = "publish", created_by: User
) -> Project:
    """A new project; whoever creates it leads it."""
    access.demand_no_auditor(created_by)
    name = name.strip()
    if not name:
        raise ActionError("Give the project a name.", "name")
    if len(name) > NAME_LENGTH:
        raise ActionError(f"The name is longer than {NAME_LENGTH} characters.", "name")
    check_offered(recipe)
    project = Project.objects.create(
        name=name, brief=brief.strip(), recipe=recipe, created_by=created_by
    )
    Membership.objects.create(project=project, user=created_by, role=Membership.Role.LEAD)
    append(
        by=created_by,
        project=project,
        subject=f"project:{project.pk}",
        body=ProjectCreated(name=name, recipe=recipe),
    )
    return project


@transaction.atomic
def set_member(*, project: Project, user: User, role: str, by: User) -> Membership:
    """Add a person to a project, or change the role they have there."""
    access.demand(by, project, "can_manage")
    if role not in Membership.Role.values:
        roles = ", ".join(Membership.Role.values)
        raise ActionError(f"'{role}' is not a role; choose one of {roles}.", "role")
    if not user.is_active:
        raise ActionError(f"The account of {user.username} is closed.", "user")
    if role != Membership.Role.LEAD:
        _keep_a_lead(project, user)
    before = access.role_of(user, project) or ""
    membership, _ = Membership.objects.update_or_create(
        project=project, user=user, defaults={"role": role}
    )
    append(
        by=by,
        project=project,
        subject=f"project:{project.pk}",
        body=MemberSet(person_id=user.pk, person=user.username, role=role, before=before),
    )
    return membership


@transaction.atomic
def remove_member(*, project: Project, user: User, by: User) -> None:
    """Take a person out of a project; what they made stays, under their name."""
    access.demand(by, project, "can_manage")
    _keep_a_lead(project, user)
    before = access.role_of(user, project) or ""
    deleted, _ = Membership.objects.filter(project=project, user=user).delete()
    if not deleted:
        raise ActionError(f"{user.username} is not a member of this project.", "user")
    append(
        by=by,
        project=project,
        subject=f"project:{project.pk}",
        body=MemberRemoved(person_id=user.pk, person=user.username, before=before),
    )


def _keep_a_lead(project: Project, leaving: User) -> None:
    """Refuse to take the last lead's role away; the project row is the lock."""
    Project.objects.select_for_update().get(pk=project.pk)
    leads = Membership.objects.filter(project=project, role=Membership.Role.LEAD)
    if leads.filter(user=leaving).exists() and not leads.exclude(user=leaving).exists():
        raise ActionError(
            f"{leaving.username} is the project's only lead; make someone else a lead first.",
            "role",
        )
