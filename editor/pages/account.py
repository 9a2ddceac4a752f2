"""A person's own page: the token that lets a script act as them."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from rest_framework.authtoken.models import Token

from editor import access
from editor.actions.tokens import new_token, revoke_token


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Make a token, which is shown this once, or revoke it."""
    person = access.person(request.user)
    shown = ""
    if request.method == "POST":
        if request.POST.get("do") == "create":
            shown = new_token(person=person).key
        else:
            revoke_token(person=person)
            messages.success(request, "The token is revoked; scripts that use it are signed out.")
            return redirect("account")
    context = {
        "shown": shown,
        "token": Token.objects.filter(user=person).first(),
        "memberships": person.memberships.select_related("project").order_by("project__name"),
    }
    return render(request, "pages/account.html", context)
