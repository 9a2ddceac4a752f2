"""Middleware that finds out where a request came from when it came through reverse proxies.

Each proxy adds the address that it was asked from to the end of ``X-Forwarded-For``. Whatever
stands before what our own proxies added was written by whoever asks, and is not believed.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase


class ProxiedAddress:
    """Sets ``REMOTE_ADDR`` to the address that the outermost of our proxies was asked from."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        address = asked_from(request.headers.get("X-Forwarded-For", ""), settings.PROXIES)
        if address:
            request.META["REMOTE_ADDR"] = address
        return self.get_response(request)


def asked_from(forwarded: str, proxies: int) -> str:
    """The address that ``proxies`` proxies vouch for; empty when they said none."""
    named = [part.strip() for part in forwarded.split(",")]
    if not proxies or len(named) < proxies:
        return ""
    try:
        return str(ipaddress.ip_address(named[-proxies]))
    except ValueError:
        return ""
