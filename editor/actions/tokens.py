"""Writes on the tokens that let a script act as a person."""

from __future__ import annotations

import hashlib

from django.contrib.auth.models import User
from django.db import transaction
from rest_framework.authtoken.models import Token

from editor.ledger.append import append
from editor.ledger.kinds import TokenMade, TokenRevoked


@transaction.atomic
def new_token(*, person: User) -> Token:
    """A new token; the one before it is revoked."""
    revoke_token(person=person)
    return _made(person)


@transaction.atomic
def kept_token(*, person: User) -> Token:
    """The person's token, made when there is none."""
    # The account's row is the lock: two scripts that sign in at once get the same token.
    User.objects.select_for_update().get(pk=person.pk)
    return Token.objects.filter(user=person).first() or _made(person)


@transaction.atomic
def revoke_token(*, person: User) -> None:
    """Sign out the scripts that use the token, if there is one."""
    token = Token.objects.filter(user=person).first()
    if token is None:
        return
    digest = _digest(token.key)
    token.delete()
    append(
        by=person,
        project=None,
        subject=f"person:{person.pk}",
        body=TokenRevoked(key_sha256=digest),
    )


def _made(person: User) -> Token:
    token = Token.objects.create(user=person)
    append(
        by=person,
        project=None,
        subject=f"person:{person.pk}",
        body=TokenMade(key_sha256=_digest(token.key)),
    )
    return token


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
