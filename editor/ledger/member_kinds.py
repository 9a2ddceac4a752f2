"""The bodies of ledger entries about who belongs where: projects, members, auditors, guests."""

from __future__ import annotations

from jobs.stages.contract import Frozen


class ProjectCreated(Frozen):
    name: str
    recipe: str


class MemberSet(Frozen):
    """A person got a role in a project; ``before`` is the one they had, empty for none."""

    person_id: int
    person: str
    role: str
    before: str


class MemberRemoved(Frozen):
    person_id: int
    person: str
    before: str


class AuditorAppointed(Frozen):
    """A person reads everything in the studio from now on, and changes nothing."""

    person_id: int
    person: str


class AuditorDismissed(Frozen):
    person_id: int
    person: str


class InvitationMade(Frozen):
    """Somebody was asked into a project by e-mail address."""

    email: str
    role: str
    expires_at: str


class InvitationRevoked(Frozen):
    email: str
    role: str


class InvitationAccepted(Frozen):
    """The entry's person joined by the link that was made for this address."""

    email: str
    role: str
