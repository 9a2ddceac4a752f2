"""Counts what somebody does within a time, in the cache that all of the studio's processes share.

A counter is a row of places. Taking one is one atomic ``add``, so that no two takers get the same
place, whichever process they are in; a place becomes free by itself when its time is over.
"""

from __future__ import annotations

import hashlib
import logging
import math
import time
from typing import NamedTuple

from django.core.cache import cache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

MINUTE, QUARTER, HOUR = 60, 900, 3600


class Counter(NamedTuple):
    """What is counted, how many of it are taken, and within how many seconds."""

    key: str
    most: int
    seconds: int = MINUTE


def key_of(kind: str, value: str) -> str:
    """A key that tells nothing of the value and fits whatever its length."""
    return f"{kind}.{hashlib.sha256(value.encode()).hexdigest()}"


def wait(counters: tuple[Counter, ...]) -> int:
    """Seconds until all of the counters have a free place; 0 when they have one now."""
    now = time.time()
    waits = [
        math.ceil(min(taken.values()) + counter.seconds - now)
        for counter in counters
        if len(taken := _taken(counter, now)) >= counter.most
    ]
    return max(waits, default=0)


def count(counters: tuple[Counter, ...]) -> None:
    """Take a place of each counter."""
    now = time.time()
    for counter in counters:
        taken = _taken(counter, now)
        for place in _places(counter):
            if place not in taken and _add(place, now, counter.seconds):
                break


def take(counters: tuple[Counter, ...]) -> int:
    """Seconds to wait; 0 takes a place of each counter now."""
    seconds = wait(counters)
    if not seconds:
        count(counters)
    return seconds


def window(counter: Counter) -> int:
    """Count one more in the time that is running; seconds until the next when there were too many.

    For what happens too often to keep a place each: two requests to the cache, however many.
    """
    now = time.time()
    running = int(now // counter.seconds)
    key = f"{counter.key}.{running}"
    try:
        cache.add(key, 0, 2 * counter.seconds)
        so_far: int = cache.incr(key)
    except (RedisError, ValueError):
        return _not_held()
    if so_far <= counter.most:
        return 0
    return max(1, math.ceil((running + 1) * counter.seconds - now))


def _taken(counter: Counter, now: float) -> dict[str, float]:
    """The places that are taken, with the moment each was."""
    try:
        places: dict[str, float] = cache.get_many(_places(counter))
    except RedisError:
        _not_held()
        return {}
    return {place: moment for place, moment in places.items() if moment > now - counter.seconds}


def _add(place: str, now: float, seconds: int) -> bool:
    try:
        return bool(cache.add(place, now, seconds))
    except RedisError:
        _not_held()
        return True


def _places(counter: Counter) -> list[str]:
    return [f"{counter.key}.{number}" for number in range(counter.most)]


def _not_held() -> int:
    """Nobody is kept out because the counts are away; whoever runs the studio is told."""
    log.exception("Limits are not held while Redis is away.")
    return 0
