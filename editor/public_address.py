"""Addresses as people outside of a request need them: whole, from the studio's public one."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse


def page_address(name: str, *parts: object) -> str:
    """A page's whole address."""
    return absolute(reverse(name, args=parts))


def absolute(path: str) -> str:
    """A path under the studio's public address."""
    return str(settings.PUBLIC_ADDRESS) + path
