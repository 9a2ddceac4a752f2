"""Somebody whose first factor was right and whose code is still to come: kept in their session.

It lasts minutes and ends with a change of the password; nothing of the studio opens with it.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from editor.actions.sign_ins import Door

KEY = "half_signed_in"
VOUCHED_FOR = "vouched_for"
"""In a session: the provider that its person came from, which asks for factors of its own."""
LASTS = 600
"""Seconds to find the code in."""


@dataclass(frozen=True)
class HalfSignedIn:
    """Who it is, where they wanted to go, and by which door they came."""

    person: User
    wanted: str
    door: Door


def begin(request: HttpRequest, person: User, wanted: str, door: Door) -> None:
    """Remember that the password was right, or the provider vouched for them."""
    request.session[KEY] = {
        "person": person.pk,
        "until": time.time() + LASTS,
        "wanted": wanted,
        "door": door.value,
        "password": person.get_session_auth_hash(),
    }


def current(request: HttpRequest) -> HalfSignedIn | None:
    """Who is half signed in here; None for nobody, and when it took too long."""
    kept = request.session.get(KEY)
    if kept is None or kept["until"] < time.time():
        return None
    person = User.objects.filter(pk=kept["person"], is_active=True).first()
    if person is None or not constant_time_compare(
        kept["password"], person.get_session_auth_hash()
    ):
        return None
    return HalfSignedIn(person, kept["wanted"], Door(kept["door"]))


def end(request: HttpRequest) -> None:
    """Forget it."""
    request.session.pop(KEY, None)
