"""Writes around a forgotten password: asked for, given by an administrator, chosen anew."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest

from editor.actions.errors import ActionError
from editor.actions.sessions import Cause, end_other_sessions
from editor.ledger.account_kinds import PasswordLinkMade, PasswordReset, PasswordResetAsked
from editor.ledger.append import append
from editor.models import PasswordResetAsk
from editor.reset_links import reset_link
from editor.visitors import address_of


@transaction.atomic
def ask_for_reset(request: HttpRequest, said: str) -> None:
    """Have a link sent to the account with this name, or those with this e-mail address.

    Nobody is told whether there is one; the ledger keeps no name that no account has.
    """
    said = said.strip()
    named = Q(username=said) | Q(email__iexact=said)
    people = User.objects.filter(named, is_active=True).exclude(email="")
    asking = [person for person in people if person.has_usable_password()]
    PasswordResetAsk.objects.bulk_create(PasswordResetAsk(person=person) for person in asking)
    told: list[User | None] = [*asking]
    for person in told or [None]:
        append(
            by=None,
            project=None,
            subject="" if person is None else f"person:{person.pk}",
            body=PasswordResetAsked(
                name="" if person is None else person.username, address=address_of(request)
            ),
        )


@transaction.atomic
def give_reset_link(*, person: User) -> str:
    """A link for an administrator to hand to the person; asked for on the server's own console."""
    if not person.is_active:
        raise ActionError(f"The account of {person.username} is closed.", "person")
    append(
        by=None,
        project=None,
        subject=f"person:{person.pk}",
        body=PasswordLinkMade(person_id=person.pk, person=person.username),
    )
    return reset_link(person)


@transaction.atomic
def note_reset(request: HttpRequest, person: User) -> None:
    """A person chose a new password by a link: every session of theirs ends."""
    end_other_sessions(person=person, kept=None, cause=Cause.PASSWORD)
    append(
        by=person,
        project=None,
        subject=f"person:{person.pk}",
        body=PasswordReset(address=address_of(request)),
    )
