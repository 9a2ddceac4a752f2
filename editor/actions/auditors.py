"""Writes on who audits the studio; asked for on the server's own console."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import transaction

from editor.actions.errors import ActionError
from editor.ledger.append import append
from editor.ledger.member_kinds import AuditorAppointed, AuditorDismissed
from editor.models import Auditor


@transaction.atomic
def appoint_auditor(*, person: User) -> Auditor:
    """Let a person read everything from now on, and change nothing."""
    if person.is_staff:
        raise ActionError(
            f"{person.username} is an administrator, who changes things: take that away first.",
            "person",
        )
    auditor, new = Auditor.objects.get_or_create(person=person)
    if not new:
        raise ActionError(f"{person.username} is an auditor already.", "person")
    append(by=None, project=None, subject=f"person:{person.pk}", body=AuditorAppointed(
        person_id=person.pk, person=person.username
    ))  # fmt: skip
    return auditor


@transaction.atomic
def dismiss_auditor(*, person: User) -> None:
    """Take the right to read everything away; roles in projects count again."""
    deleted, _ = Auditor.objects.filter(person=person).delete()
    if not deleted:
        raise ActionError(f"{person.username} is no auditor.", "person")
    append(by=None, project=None, subject=f"person:{person.pk}", body=AuditorDismissed(
        person_id=person.pk, person=person.username
    ))  # fmt: skip
