"""The signed link in each e-mail by which a person stops them without signing in."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.core.signing import BadSignature, Signer

SALT = "editor.notices.unsubscribe"


def signed(person: User) -> str:
    """What stands at the end of the link; all it can do is to stop e-mail."""
    return Signer(salt=SALT).sign(str(person.pk))


def opened(link: str) -> User | None:
    """The person whose link it is; None for what we did not sign."""
    try:
        number = int(Signer(salt=SALT).unsign(link))
    except (BadSignature, ValueError):
        return None
    return User.objects.filter(pk=number).first()
