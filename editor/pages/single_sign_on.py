"""Signing in by the configured provider: sent there, and taken back."""

from __future__ import annotations

import logging

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from editor import attempts, half_signed_in
from editor.actions.errors import ActionError
from editor.actions.identities import person_of
from editor.actions.second_factors import factor_of
from editor.actions.sign_ins import Door, note_failure, note_sign_in
from editor.half_signed_in import VOUCHED_FOR
from editor.openid import NotSignedIn, Provider, lead_there, provider, said_by
from editor.pages.sign_in_codes import PASSWORDS

log = logging.getLogger(__name__)

WANTED = "single_sign_on_wanted"
AWAY = (
    "{name} cannot be reached, or is not set up as this studio expects. Try again, or sign in here."
)
REFUSED = "What {name} said of you does not hold, so nobody was signed in. Try again."


@never_cache
@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    """Send whoever asks to the provider."""
    asked = _provider()
    wanted = request.GET.get("next", "")
    here = {request.get_host()}
    is_ours = url_has_allowed_host_and_scheme(wanted, here, require_https=request.is_secure())
    request.session[WANTED] = wanted if is_ours else settings.LOGIN_REDIRECT_URL
    try:
        return lead_there(request, asked, request.build_absolute_uri(reverse("sso-return")))
    except NotSignedIn as error:
        log.warning("Single sign-on: %s", error)
        return _refused(request, AWAY.format(name=settings.OIDC_NAME), 502)


@never_cache
@require_safe
def come_back(request: HttpRequest) -> HttpResponse:
    """Sign in whom the provider vouches for, if an account here is theirs."""
    asked = _provider()
    seconds = attempts.wait_with_provider(request)
    if seconds:
        said = f"Too many sign-ins that did not hold. Wait {seconds} seconds."
        answer = _refused(request, said, 429)
        answer["Retry-After"] = str(seconds)
        return answer
    try:
        person = person_of(said_by(request, asked))
    except NotSignedIn as error:
        log.warning("Single sign-on: %s", error)
        return _failed(request, REFUSED.format(name=settings.OIDC_NAME))
    except ActionError as error:
        return _failed(request, error.message)
    wanted = request.session.pop(WANTED, settings.LOGIN_REDIRECT_URL)
    if factor_of(person):
        half_signed_in.begin(request, person, wanted, Door.PROVIDER)
        return redirect("sign-in-code")
    login(request, person, backend=PASSWORDS)
    request.session[VOUCHED_FOR] = asked.issuer
    note_sign_in(request, person, Door.PROVIDER)
    return redirect(wanted)


def _provider() -> Provider:
    asked = provider()
    if asked is None:
        raise Http404("This studio takes no sign-ins from elsewhere.")
    return asked


def _failed(request: HttpRequest, said: str) -> HttpResponse:
    attempts.failed_with_provider(request)
    note_failure(request, "", Door.PROVIDER)
    return _refused(request, said, 403)


def _refused(request: HttpRequest, said: str, status: int) -> HttpResponse:
    return render(request, "pages/not_signed_in.html", {"said": said}, status=status)
