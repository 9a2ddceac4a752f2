"""How often a file may be looked up from one address: reading a picture costs what a render costs.

Counted over a sliding minute, for the page and for REST together.
"""

from __future__ import annotations

from django.http import HttpRequest

from editor import counting
from editor.counting import Counter, key_of
from editor.visitors import address_of

FROM_ONE_ADDRESS = 20


def wait(request: HttpRequest) -> int:
    """Seconds until another lookup is taken; 0 takes this one now, and counts it."""
    return counting.take((Counter(key_of("lookup", address_of(request)), FROM_ONE_ADDRESS),))
