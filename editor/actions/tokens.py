"""Writes on the tokens that let a script act as a person."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from editor import access
from editor.actions.errors import ActionError, NotHere
from editor.ledger.account_kinds import TokenMade, TokenRevoked
from editor.ledger.append import append
from editor.models import ApiToken
from editor.scopes import Scope

KEY_PREFIX = "imp_"
"""So that a key that leaked is known for what it is, by people and by scanners."""
SHOWN_OF_A_KEY = 12
NAME_LENGTH = 80
USUAL_DAYS = 90
MOST_DAYS = 365
SIGN_IN_LASTS = timedelta(hours=12)
SIGN_IN_NAME = "signed in by name and password"
USED_AGAIN_AFTER = timedelta(minutes=1)
"""A token's last use is written at most so often, so that reading does not mean writing."""


@dataclass(frozen=True)
class MadeToken:
    """A token with its key, which nobody can show again."""

    token: ApiToken
    key: str


def digest_of(key: str) -> str:
    """How a key is kept: the SHA-256 of its characters."""
    return hashlib.sha256(key.encode()).hexdigest()


def make_token(
    *, person: User, name: str, scopes: Iterable[str], days: int = USUAL_DAYS
) -> MadeToken:
    """A new token beside those there are; it may read, and do what else its scopes say."""
    name = name.strip()
    if not name:
        raise ActionError("Give the token a name that says what uses it.", "name")
    if len(name) > NAME_LENGTH:
        raise ActionError(f"The name is longer than {NAME_LENGTH} characters.", "name")
    if not 1 <= days <= MOST_DAYS:
        raise ActionError(f"A token lasts from 1 to {MOST_DAYS} days.", "days")
    return _made(person, name, _known(scopes), timedelta(days=days))


def sign_in_token(*, person: User) -> MadeToken:
    """A token with every scope that lasts for a working day."""
    return _made(person, SIGN_IN_NAME, list(Scope), SIGN_IN_LASTS)


@transaction.atomic
def revoke_token(*, person: User, token_id: str) -> ApiToken:
    """Sign out the scripts that use one of the person's tokens.

    Raises NotHere when the person has no such token, ActionError when it was revoked before.
    """
    pk = access.uuid_of(token_id)
    token = ApiToken.objects.filter(person=person, pk=pk).first() if pk else None
    if token is None:
        raise NotHere("You have no such token.", "token")
    now = timezone.now()
    if not ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now):
        raise ActionError(f"The token “{token.name}” was revoked before.", "token")
    token.revoked_at = now
    append(
        by=person,
        project=None,
        subject=f"person:{person.pk}",
        body=TokenRevoked(key_sha256=token.key_sha256, name=token.name),
    )
    return token


def note_use(*, token: ApiToken) -> None:
    """Remember that the token was used just now."""
    now = timezone.now()
    unseen = Q(last_used_at=None) | Q(last_used_at__lt=now - USED_AGAIN_AFTER)
    ApiToken.objects.filter(unseen, pk=token.pk).update(last_used_at=now)


@transaction.atomic
def _made(person: User, name: str, scopes: list[Scope], lasting: timedelta) -> MadeToken:
    key = KEY_PREFIX + secrets.token_urlsafe(32)
    now = timezone.now()
    token = ApiToken.objects.create(
        person=person,
        name=name,
        scopes=[scope.value for scope in scopes],
        prefix=key[:SHOWN_OF_A_KEY],
        key_sha256=digest_of(key),
        made_at=now,
        expires_at=now + lasting,
    )
    append(
        by=person,
        project=None,
        subject=f"person:{person.pk}",
        body=TokenMade(
            key_sha256=token.key_sha256,
            name=name,
            scopes=tuple(token.scopes),
            expires_at=token.expires_at.isoformat(),
        ),
    )
    return MadeToken(token, key)


def _known(scopes: Iterable[str]) -> list[Scope]:
    """The scopes in their order, reading among them."""
    asked = set(scopes)
    unknown = sorted(asked - set(Scope))
    if unknown:
        raise ActionError(
            f"'{unknown[0]}' is not a scope; choose from {', '.join(Scope)}.", "scopes"
        )
    return [scope for scope in Scope if scope == Scope.READ or scope in asked]
