"""A person's second factor: set up with an app, renewed, taken away."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from editor import access, attempts, one_time_codes
from editor.actions.errors import ActionError
from editor.actions.second_factors import (
    begin_second_factor,
    confirm_second_factor,
    remove_second_factor,
    renew_recovery_codes,
    secret_of,
)
from editor.models import SecondFactor
from editor.pages.second_factor_form import SecondFactorForm

Deed: TypeAlias = Callable[[User, str], list[str]]
"""Something that asks for a code; gives recovery codes to show, or none."""


@login_required
@never_cache
@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Begin, confirm, renew the list or take it away; a list is shown this once."""
    person = access.person(request.user)
    do = request.POST.get("do", "") if request.method == "POST" else ""
    form = SecondFactorForm(request, person, do)
    if not form.is_valid():
        return _page(request, person, form)
    if do == "begin":
        return _begun(request, person)
    deed = DEEDS.get(do)
    return _page(request, person, form) if deed is None else _done(request, person, deed, form)


def _done(request: HttpRequest, person: User, deed: Deed, form: SecondFactorForm) -> HttpResponse:
    try:
        codes = deed(person, form.cleaned_data["code"])
    except ActionError as error:
        attempts.failed_with_code(person.username)
        form.add_error(error.field or None, error.message)
        return _page(request, person, form)
    if codes:
        return _page(request, person, form, codes=codes)
    messages.success(request, "Your password alone is enough again.")
    return redirect("account")


def _begun(request: HttpRequest, person: User) -> HttpResponse:
    try:
        begin_second_factor(person=person)
    except ActionError as error:
        messages.error(request, error.message)
    return redirect("second-factor")


def _confirmed(person: User, code: str) -> list[str]:
    return confirm_second_factor(person=person, code=code)


def _renewed(person: User, code: str) -> list[str]:
    return renew_recovery_codes(person=person, code=code)


def _removed(person: User, code: str) -> list[str]:
    remove_second_factor(person=person, code=code)
    return []


DEEDS: dict[str, Deed] = {
    "confirm": _confirmed,
    "renew": _renewed,
    "remove": _removed,
}


def _page(
    request: HttpRequest, person: User, form: SecondFactorForm, *, codes: list[str] | None = None
) -> HttpResponse:
    factor = SecondFactor.objects.filter(person=person).first()
    context: dict[str, object] = {
        "factor": factor,
        "form": form,
        "codes": codes,
        "demanded": settings.SECOND_FACTOR_REQUIRED,
    }
    if factor and factor.confirmed_at:
        context["left"] = factor.recovery_codes.filter(used_at=None).count()
    elif factor:
        secret = secret_of(factor)
        address = one_time_codes.address_of(secret, person.username)
        # The picture is drawn here from what was made here.
        context["picture"] = mark_safe(one_time_codes.picture_of(address))  # noqa: S308
        context["secret"] = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    status = 429 if form.wait else 400 if form.errors else 200
    answer = render(request, "pages/second_factor.html", context, status=status)
    if form.wait:
        answer["Retry-After"] = str(form.wait)
    return answer
