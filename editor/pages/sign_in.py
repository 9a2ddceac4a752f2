"""Signing in and out, with a line in the ledger for each."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from editor import half_signed_in
from editor.actions.second_factors import factor_of
from editor.actions.sign_ins import Door, note_sign_in, note_sign_out
from editor.pages.forms import SignInForm


class SignIn(LoginView):
    """Django's sign-in with our form, which counts and notes failures."""

    template_name = "pages/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whether there is another way in, and what it is called."""
        other = settings.OIDC_NAME if settings.OIDC_ISSUER else ""
        return super().get_context_data(**kwargs, other_way=other)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Sign in and note who did, or ask for the code of their second factor first."""
        person = form.get_user()
        if isinstance(person, User) and factor_of(person):
            half_signed_in.begin(self.request, person, self.get_success_url(), Door.PAGE)
            return redirect("sign-in-code")
        answer = super().form_valid(form)
        if isinstance(person, User):
            note_sign_in(self.request, person, Door.PAGE)
        return answer

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """Show what is wrong; 429 with the seconds to wait after too many attempts."""
        answer = super().form_invalid(form)
        if isinstance(form, SignInForm) and form.wait:
            answer.status_code = 429
            answer["Retry-After"] = str(form.wait)
        return answer


class SignOut(LogoutView):
    """Django's sign-out."""

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Note who leaves, and sign them out."""
        if isinstance(request.user, User):
            note_sign_out(request, request.user)
        return super().post(request, *args, **kwargs)
