"""How often a file may be looked up from one address: reading a picture costs what a render costs.

Counted in Django's cache over a sliding minute, for the page and for REST together.
"""

from __future__ import annotations

import hashlib
import math
import time

from django.core.cache import cache
from django.http import HttpRequest

SECONDS = 60
FROM_ONE_ADDRESS = 20


def wait(request: HttpRequest) -> int:
    """Seconds until another lookup is taken; 0 takes this one now, and counts it."""
    now = time.time()
    key = _key(request)
    counted: list[float] = cache.get(key, [])
    recent = [moment for moment in counted if moment > now - SECONDS]
    if len(recent) >= FROM_ONE_ADDRESS:
        return math.ceil(recent[-FROM_ONE_ADDRESS] + SECONDS - now)
    cache.set(key, [*recent, now], SECONDS)
    return 0


def _key(request: HttpRequest) -> str:
    address = request.META.get("REMOTE_ADDR", "")
    return f"lookup.{hashlib.sha256(address.encode()).hexdigest()}"
