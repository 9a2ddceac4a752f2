"""Writes on who a person is to the provider: found, linked by a verified address, or made new."""

from __future__ import annotations

import re

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from editor.actions.errors import ActionError
from editor.ledger.account_kinds import IdentityLinked
from editor.ledger.append import append
from editor.models import Identity
from editor.openid import Said

NAME_LENGTH = 150


@transaction.atomic
def person_of(said: Said) -> User:
    """The account of whoever the provider vouches for.

    An account without an identity there is theirs when it has the e-mail address that the provider
    verified. New accounts are made only where the settings say so: invitations make them else.
    Raises ``ActionError`` for everybody else.
    """
    known = Identity.objects.filter(issuer=said.issuer, subject=said.subject).first()
    person = known.person if known else _linked(said)
    if not person.is_active:
        raise ActionError("Your account here is closed. Ask whoever runs this studio.")
    return person


def _linked(said: Said) -> User:
    if not said.email:
        raise ActionError(
            "The provider does not vouch for your e-mail address, so no account here can be told "
            "to be yours. Verify the address there and try again."
        )
    people = list(User.objects.filter(email__iexact=said.email)[:2])
    if len(people) > 1:
        raise ActionError(
            f"Several accounts here have the address {said.email}. Ask whoever runs this studio."
        )
    if people and Identity.objects.filter(person=people[0], issuer=said.issuer).exists():
        raise ActionError(
            f"The account with the address {said.email} belongs to somebody else at the provider. "
            "Ask whoever runs this studio."
        )
    made = not people
    if made and settings.OIDC_ACCOUNTS != "new":
        raise ActionError(f"No account here has the address {said.email}. Ask for an invitation.")
    person = _made(said) if made else people[0]
    Identity.objects.create(person=person, issuer=said.issuer, subject=said.subject)
    append(
        by=person,
        project=None,
        subject=f"person:{person.pk}",
        body=IdentityLinked(issuer=said.issuer, subject=said.subject, new_account=made),
    )
    return person


def _made(said: Said) -> User:
    """An account without a password, under a name that nobody has."""
    wanted = said.name or said.email.partition("@")[0]
    name = re.sub(r"[^\w.@+-]", "-", wanted)[: NAME_LENGTH - 4] or "person"
    free, number = name, 2
    while User.objects.filter(username__iexact=free).exists():
        free, number = f"{name}-{number}", number + 1
    return User.objects.create_user(free, email=said.email)
