"""Who signed in, who could not and who left, as the ledger keeps it."""

from __future__ import annotations

from enum import StrEnum

from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest

from editor.ledger.account_kinds import PasswordChanged, SignedIn, SignedOut, SignInFailed
from editor.ledger.append import append
from editor.visitors import address_of


class Door(StrEnum):
    """Where a person signed in."""

    PAGE = "page"
    TOKEN = "token"  # noqa: S105 - a word
    CODE = "code"
    PROVIDER = "provider"


@transaction.atomic
def note_sign_in(
    request: HttpRequest, person: User, door: Door, *, second_factor: bool = False
) -> None:
    """Somebody signed in, with or without a code beside their password."""
    append(
        by=person,
        project=None,
        subject=f"person:{person.pk}",
        body=SignedIn(by=door.value, address=address_of(request), second_factor=second_factor),
    )


@transaction.atomic
def note_failure(request: HttpRequest, username: str, door: Door) -> None:
    """A name and a password did not belong together.

    A name that no account has is not kept: people type passwords into the wrong field.
    """
    person = User.objects.filter(username=username).first()
    append(
        by=None,
        project=None,
        subject="" if person is None else f"person:{person.pk}",
        body=SignInFailed(
            name="" if person is None else person.username,
            by=door.value,
            address=address_of(request),
        ),
    )


@transaction.atomic
def note_sign_out(request: HttpRequest, person: User) -> None:
    """Somebody signed out."""
    append(
        by=person,
        project=None,
        subject=f"person:{person.pk}",
        body=SignedOut(address=address_of(request)),
    )


@transaction.atomic
def note_password_change(request: HttpRequest, person: User) -> None:
    """Somebody gave themselves another password."""
    append(
        by=person,
        project=None,
        subject=f"person:{person.pk}",
        body=PasswordChanged(address=address_of(request)),
    )
