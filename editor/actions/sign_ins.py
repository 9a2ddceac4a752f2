"""Who signed in, who could not and who left, as the ledger keeps it."""

from __future__ import annotations

from enum import StrEnum

from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest

from editor.ledger.append import append
from editor.ledger.kinds import SignedIn, SignedOut, SignInFailed


class Door(StrEnum):
    """Where a person signed in."""

    PAGE = "page"
    TOKEN = "token"  # noqa: S105 - a word


@transaction.atomic
def note_sign_in(request: HttpRequest, person: User, door: Door) -> None:
    """Somebody signed in."""
    append(
        by=person,
        project=None,
        subject=f"person:{person.pk}",
        body=SignedIn(by=door.value, address=_address(request)),
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
            address=_address(request),
        ),
    )


@transaction.atomic
def note_sign_out(request: HttpRequest, person: User) -> None:
    """Somebody signed out."""
    append(
        by=person,
        project=None,
        subject=f"person:{person.pk}",
        body=SignedOut(address=_address(request)),
    )


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))
