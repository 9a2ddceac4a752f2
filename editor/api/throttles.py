"""How many REST requests one token, person or address may send in a minute."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.models import User
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from editor import counting
from editor.counting import Counter, key_of
from editor.models import ApiToken
from editor.visitors import address_of

if TYPE_CHECKING:
    # Views load their throttles while they are being defined.
    from rest_framework.views import APIView


class PerMinute(BaseThrottle):
    """Each token counts by itself, so that one script does not stop another of the same person."""

    seconds = 0

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Whether this one is taken; the view answers 429 if not."""
        counter = _counter(request)
        self.seconds = counting.window(counter) if counter.most else 0
        return not self.seconds

    def wait(self) -> float:
        """Seconds until the next is taken, for ``Retry-After``."""
        return self.seconds


def _counter(request: Request) -> Counter:
    if isinstance(request.auth, ApiToken):
        who = f"token:{request.auth.pk}"
    elif isinstance(request.user, User):
        who = f"person:{request.user.pk}"
    else:
        address = key_of("api.address", address_of(request._request))
        return Counter(address, settings.API_ANONYMOUS_PER_MINUTE)
    return Counter(key_of("api", who), settings.API_REQUESTS_PER_MINUTE)
