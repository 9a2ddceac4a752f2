"""Where counts are kept that all of the studio's processes share: the Redis that it runs on."""

from __future__ import annotations

from typing import Any

MEMORY = "memory://"
"""The broker of tests, which has no server to share."""


def cache_settings(redis_url: str) -> dict[str, Any]:
    """Django's cache in the Redis with this address, as Celery writes it."""
    if redis_url == MEMORY:
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    return {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": redis_url.replace("redis+socket://", "unix://"),
        "KEY_PREFIX": "imprimatur",
    }
