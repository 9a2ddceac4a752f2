"""What each role may do in a project, and what it is told when it may not."""

from __future__ import annotations

from dataclasses import dataclass

from editor.models import Membership

Role = Membership.Role


@dataclass(frozen=True)
class Permissions:
    """What one person may do in one project."""

    can_add: bool = False
    can_render: bool = False
    can_review: bool = False
    can_comment: bool = False
    can_publish: bool = False
    can_withdraw: bool = False
    can_manage: bool = False
    can_audit: bool = False
    can_replay: bool = False


BY_ROLE: dict[str, Permissions] = {
    Role.CREATIVE: Permissions(can_add=True, can_render=True, can_comment=True, can_publish=True),
    Role.REVIEWER: Permissions(
        can_review=True, can_comment=True, can_publish=True, can_withdraw=True
    ),
    Role.LEAD: Permissions(
        can_add=True,
        can_render=True,
        can_review=True,
        can_comment=True,
        can_publish=True,
        can_withdraw=True,
        can_manage=True,
    ),
}

REFUSALS: dict[str, str] = {
    "can_add": "Only creatives and leads of this project may explore, add or pick candidates.",
    "can_render": "Only creatives and leads of this project may render, cancel or retry.",
    "can_review": "Only reviewers and leads of this project may decide on a proof.",
    "can_comment": "Only members of this project may comment on its proofs.",
    "can_publish": "Only members of this project may publish.",
    "can_withdraw": "Only reviewers and leads of this project and administrators may withdraw.",
    "can_manage": "Only leads of this project and administrators may change its members and rules.",
    "can_audit": "Only administrators and auditors may read the audit.",
    "can_replay": "Only administrators may run a finished job again to compare it.",
}


def permissions_of_role(role: str | None, *, admin: bool, auditor: bool = False) -> Permissions:
    """What a role allows, what an administrator may do besides, and an auditor instead."""
    if auditor:
        return Permissions(can_audit=True)
    granted = BY_ROLE.get(role, Permissions()) if role else Permissions()
    if not admin:
        return granted
    overseeing = ("can_withdraw", "can_manage", "can_audit", "can_replay")
    return Permissions(**{**vars(granted), **dict.fromkeys(overseeing, True)})
