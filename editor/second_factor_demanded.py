"""Middleware that lets nobody on who signed in without a second factor, where one is required."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect

from editor.actions.second_factors import factor_of
from editor.half_signed_in import VOUCHED_FOR

WITHOUT = {
    *(
        "second-factor",
        "password",
        "sign-in",
        "sign-in-code",
        "sign-out",
        "sso-begin",
        "sso-return",
    ),
    *("password-forgotten", "password-choose", "invitation"),
    *("publication", "publication-picture", "publication-file", "picture-link", "provenance"),
    *("api-token", "api-provenance", "schema", "api-docs", "health"),
}
"""What whoever has none still opens: the way to one, and what is open to everybody."""
SAID = "This studio asks everybody for a second factor. Set yours up on your account page."


class SecondFactorDemanded:
    """Looks at sessions alone: a token was made by somebody who was let in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Lead on to where a second factor is set up; a script is told so."""
        if not settings.SECOND_FACTOR_REQUIRED or not _has_session(request):
            return None
        match = request.resolver_match
        if match is not None and match.url_name in WITHOUT:
            return None
        person = request.user
        vouched_for = VOUCHED_FOR in request.session
        if not isinstance(person, User) or vouched_for or factor_of(person):
            return None
        if _is_rest(request):
            return JsonResponse({"detail": SAID, "field": "", "problems": []}, status=403)
        return redirect("second-factor")


def _has_session(request: HttpRequest) -> bool:
    """Whether a session decides who asks; by REST a token comes before it."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return False
    says = request.headers.get("Authorization", "").lower()
    return not (_is_rest(request) and says.startswith("token"))


def _is_rest(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")
