"""Ending sessions from the account page."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from editor import access
from editor.actions.errors import ActionError
from editor.actions.sessions import end_other_sessions, end_session


@login_required
@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """End the one that the form names, or all others when it names none."""
    person = access.person(request.user)
    chosen = request.POST.get("session", "")
    if not chosen:
        count = end_other_sessions(person=person, kept=request.session.session_key)
        messages.success(request, f"Signed out everywhere else ({count}).")
        return redirect("account")
    try:
        ended = end_session(person=person, session_id=chosen)
        messages.success(request, f"{ended.browser} is signed out.")
    except ActionError as error:
        messages.error(request, error.message)
    return redirect("account")
