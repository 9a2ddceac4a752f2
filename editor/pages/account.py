"""A person's own page: tokens that let scripts act as them, e-mail, and where they belong."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from editor import access
from editor.actions.errors import ActionError
from editor.actions.sessions import note_session
from editor.actions.tokens import MadeToken, make_token, revoke_token
from editor.pages.token_form import TokenForm
from editor.queries.notices import mail_state
from editor.queries.sessions import sessions_of
from editor.scopes import MEANINGS


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Make a token, whose key is shown this once, or revoke one."""
    person = access.person(request.user)
    note_session(request)
    if request.POST.get("do") == "revoke":
        return _revoked(request, person)
    form = TokenForm(request.POST or None)
    made = _made(form, person) if request.method == "POST" else None
    context = {
        "made": made,
        "form": TokenForm() if made else form,
        "tokens": person.api_tokens.all(),
        "meanings": [(scope.value, meaning) for scope, meaning in MEANINGS.items()],
        "sessions": sessions_of(person),
        "this_session": request.session.session_key,
        "mail": mail_state(person),
        "memberships": person.memberships.select_related("project").order_by("project__name"),
    }
    return render(request, "pages/account.html", context, status=400 if form.errors else 200)


def _made(form: TokenForm, person: User) -> MadeToken | None:
    if not form.is_valid():
        return None
    try:
        return make_token(person=person, **form.cleaned_data)
    except ActionError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return None


def _revoked(request: HttpRequest, person: User) -> HttpResponse:
    try:
        token = revoke_token(person=person, token_id=request.POST.get("token", ""))
        said = f"“{token.name}” is revoked; scripts that use it are signed out."
        messages.success(request, said)
    except ActionError as error:
        messages.error(request, error.message)
    return redirect("account")
