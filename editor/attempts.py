"""How often a secret may be tried or asked for: so often at one account, so often from one address.

Counted in Django's cache over a sliding time, for pages and REST together. Of what a person may
get right only failures count, so that nobody is kept out by their own success.
"""

from __future__ import annotations

from django.http import HttpRequest

from editor import counting
from editor.counting import HOUR, QUARTER, Counter, key_of
from editor.visitors import address_of

AT_ONE_ACCOUNT = 10
FROM_ONE_ADDRESS = 60
CODES_OF_ONE_ACCOUNT = 10
RESETS_OF_ONE_ACCOUNT = 3
RESETS_FROM_ONE_ADDRESS = 20


def wait(request: HttpRequest, username: str) -> int:
    """Seconds until another attempt to sign in is taken; 0 when it is taken now."""
    return counting.wait(_signing_in(request, username))


def failed(request: HttpRequest, username: str) -> None:
    """Remember that an attempt to sign in failed."""
    counting.count(_signing_in(request, username))


def wait_with_code(username: str) -> int:
    """Seconds until another code of a second factor is looked at; 0 when it is now.

    Six digits are few, and whoever gives them knows the password: few are taken.
    """
    return counting.wait(_with_code(username))


def failed_with_code(username: str) -> None:
    """Remember that a code was wrong."""
    counting.count(_with_code(username))


def wait_with_token(request: HttpRequest) -> int:
    """Seconds until another token is looked at from this address; 0 when it is now."""
    return counting.wait(_with_token(request))


def failed_with_token(request: HttpRequest) -> None:
    """Remember that a token was refused."""
    counting.count(_with_token(request))


def wait_with_provider(request: HttpRequest) -> int:
    """Seconds until another sign-in by the provider is taken from this address."""
    return counting.wait(_with_provider(request))


def failed_with_provider(request: HttpRequest) -> None:
    """Remember that what the provider was said to say did not hold, or had no account here."""
    counting.count(_with_provider(request))


def wait_with_link(request: HttpRequest) -> int:
    """Seconds until another signed link is opened from this address; 0 when it is now."""
    return counting.wait(_with_link(request))


def failed_with_link(request: HttpRequest) -> None:
    """Remember that a link was not of our signing."""
    counting.count(_with_link(request))


def wait_for_reset(request: HttpRequest, said: str) -> int:
    """Seconds until another new password may be asked for; 0 takes this one, and counts it."""
    return counting.take(_asking_for_reset(request, said))


def _signing_in(request: HttpRequest, username: str) -> tuple[Counter, ...]:
    return (
        Counter(key_of("sign-in.name", username.casefold()), AT_ONE_ACCOUNT),
        Counter(key_of("sign-in.address", address_of(request)), FROM_ONE_ADDRESS),
    )


def _with_code(username: str) -> tuple[Counter, ...]:
    return (Counter(key_of("code.name", username.casefold()), CODES_OF_ONE_ACCOUNT, QUARTER),)


def _with_token(request: HttpRequest) -> tuple[Counter, ...]:
    return (Counter(key_of("token.address", address_of(request)), FROM_ONE_ADDRESS),)


def _with_provider(request: HttpRequest) -> tuple[Counter, ...]:
    return (Counter(key_of("provider.address", address_of(request)), FROM_ONE_ADDRESS),)


def _with_link(request: HttpRequest) -> tuple[Counter, ...]:
    return (Counter(key_of("link.address", address_of(request)), FROM_ONE_ADDRESS),)


def _asking_for_reset(request: HttpRequest, said: str) -> tuple[Counter, ...]:
    name = key_of("reset.name", said.strip().casefold())
    address = key_of("reset.address", address_of(request))
    return (
        Counter(name, RESETS_OF_ONE_ACCOUNT, HOUR),
        Counter(address, RESETS_FROM_ONE_ADDRESS, HOUR),
    )
