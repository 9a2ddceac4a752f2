"""How often signing in may be tried: so often at one account, so often from one address.

Counted in Django's cache over a sliding minute, for the page and for REST together. Only failed
attempts count, so that nobody is kept out by their own success.
"""

from __future__ import annotations

import hashlib
import math
import time

from django.core.cache import cache
from django.http import HttpRequest

SECONDS = 60
AT_ONE_ACCOUNT = 10
FROM_ONE_ADDRESS = 60


def wait(request: HttpRequest, username: str) -> int:
    """Seconds until another attempt is taken; 0 when it is taken now."""
    now = time.time()
    waits = [
        math.ceil(failures[-most] + SECONDS - now)
        for key, most in _counters(request, username)
        if len(failures := _failures(key, now)) >= most
    ]
    return max(waits, default=0)


def failed(request: HttpRequest, username: str) -> None:
    """Remember that an attempt failed."""
    now = time.time()
    for key, most in _counters(request, username):
        cache.set(key, [*_failures(key, now), now][-most:], SECONDS)


def _failures(key: str, now: float) -> list[float]:
    return [moment for moment in cache.get(key, []) if moment > now - SECONDS]


def _counters(request: HttpRequest, username: str) -> tuple[tuple[str, int], ...]:
    address = request.META.get("REMOTE_ADDR", "")
    return (
        (_key("name", username.casefold()), AT_ONE_ACCOUNT),
        (_key("address", address), FROM_ONE_ADDRESS),
    )


def _key(kind: str, value: str) -> str:
    return f"sign-in.{kind}.{hashlib.sha256(value.encode()).hexdigest()}"
