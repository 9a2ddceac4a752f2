"""The Content-Security-Policy header: scripts, pictures and sockets of this studio alone."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

HEADER = "Content-Security-Policy"
RULES = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    # Deep zoom and virtual lists place their parts with style attributes.
    "style-src-attr": "'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "connect-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}


def policy(rules: dict[str, str]) -> str:
    """The header's value."""
    return "; ".join(f"{name} {sources}" for name, sources in rules.items())


class ContentSecurityPolicy:
    """Middleware that sets the policy on every answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.policy = policy(RULES)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault(HEADER, self.policy)
        return response
