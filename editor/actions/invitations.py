"""Writes on invitations: asking somebody in by e-mail, taking that back, and coming in."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from editor import access
from editor.actions.errors import ActionError
from editor.ledger.append import append
from editor.ledger.member_kinds import (
    InvitationAccepted,
    InvitationMade,
    InvitationRevoked,
    MemberSet,
)
from editor.models import Invitation, Membership, Project

LASTS = timedelta(days=7)
MOST_AN_HOUR = 30
ENDED = {
    "accepted": "This invitation was used already; a link works once.",
    "revoked": "This invitation was taken back. Ask whoever sent it.",
    "expired": "This invitation expired. Ask whoever sent it for a new one.",
}


@transaction.atomic
def invite(*, project: Project, email: str, role: str, by: User) -> Invitation:
    """Ask somebody in; an open invitation to the same address is taken back."""
    access.demand(by, project, "can_manage")
    email = _address(email)
    if role not in Membership.Role.values:
        roles = ", ".join(Membership.Role.values)
        raise ActionError(f"'{role}' is not a role; choose one of {roles}.", "role")
    # The project's row is the lock: two leads who ask the same person in leave one invitation.
    Project.objects.select_for_update().get(pk=project.pk)
    now = timezone.now()
    recent = Invitation.objects.filter(invited_by=by, invited_at__gt=now - timedelta(hours=1))
    if recent.count() >= MOST_AN_HOUR:
        raise ActionError(f"You sent {MOST_AN_HOUR} invitations within an hour; wait.", "email")
    if project.memberships.filter(user__email__iexact=email).exists():
        raise ActionError(f"{email} belongs to this project already.", "email")
    waiting = Invitation.objects.filter(project=project, accepted_at=None, revoked_at=None)
    for earlier in waiting.filter(email=email):
        revoke_invitation(invitation=earlier, by=by)
    made = Invitation.objects.create(
        project=project,
        email=email,
        role=role,
        invited_by=by,
        invited_at=now,
        expires_at=now + LASTS,
    )
    append(
        by=by,
        project=project,
        subject=f"invitation:{made.pk}",
        body=InvitationMade(email=email, role=role, expires_at=made.expires_at.isoformat()),
    )
    return made


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, by: User) -> None:
    """Make the link lead nowhere."""
    access.demand(by, invitation.project, "can_manage")
    waiting = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None)
    if not waiting.update(revoked_at=timezone.now()):
        raise ActionError("This invitation was used or taken back before.", "invitation")
    append(
        by=by,
        project=invitation.project,
        subject=f"invitation:{invitation.pk}",
        body=InvitationRevoked(email=invitation.email, role=invitation.role),
    )


@transaction.atomic
def accept_invitation(*, invitation: Invitation, person: User) -> Membership:
    """Join the project; an account with another e-mail address is not who was asked."""
    access.demand_no_auditor(person)
    if person.email and person.email.casefold() != invitation.email.casefold():
        raise ActionError(
            f"This invitation is for {invitation.email}, and your account's address is "
            f"{person.email}. Ask for an invitation to that one."
        )
    project = invitation.project
    if not access.permissions(invitation.invited_by, project).can_manage:
        raise ActionError("Whoever invited you may no longer add members. Ask another lead.")
    now = timezone.now()
    won = Invitation.objects.filter(
        pk=invitation.pk, accepted_at=None, revoked_at=None, expires_at__gt=now
    ).update(accepted_at=now, accepted_by=person)
    if not won:
        invitation.refresh_from_db()
        raise ActionError(ENDED.get(invitation.state, ENDED["accepted"]))
    if project.memberships.filter(user=person).exists():
        raise ActionError("You belong to this project already; the invitation stays open.")
    membership = Membership.objects.create(project=project, user=person, role=invitation.role)
    append(
        by=person,
        project=project,
        subject=f"invitation:{invitation.pk}",
        body=InvitationAccepted(email=invitation.email, role=invitation.role),
    )
    append(
        by=invitation.invited_by,
        project=project,
        subject=f"project:{project.pk}",
        body=MemberSet(
            person_id=person.pk, person=person.username, role=invitation.role, before=""
        ),
    )
    return membership


@transaction.atomic
def join_as_new(*, invitation: Invitation, username: str, password: str) -> User:
    """Make an account with the address that was asked, and join; both or neither."""
    user = User(username=User.normalize_username(username.strip()), email=invitation.email)
    try:
        User._meta.get_field("username").run_validators(user.username)
    except ValidationError as error:
        raise ActionError(error.messages[0], "username") from error
    if User.objects.filter(username__iexact=user.username).exists():
        raise ActionError(f"The name {user.username} is taken; choose another.", "username")
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise ActionError(" ".join(error.messages), "password") from error
    user.set_password(password)
    user.save()
    accept_invitation(invitation=invitation, person=user)
    return user


def _address(email: str) -> str:
    """The address in small letters, so that one person is not asked twice."""
    email = email.strip().casefold()
    try:
        validate_email(email)
    except ValidationError as error:
        raise ActionError(f"'{email}' is no e-mail address.", "email") from error
    return email
