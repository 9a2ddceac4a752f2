"""Middleware that writes down which browsers people are signed in with."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from editor.actions.sessions import note_session


class KnownSessions:
    """Looks once a request was answered, when it is known who signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        # Who asks is nobody's business here unless the answer depended on it: looking would
        # make every cache keep one answer a cookie.
        if request.session.accessed:
            note_session(request)
        return response
