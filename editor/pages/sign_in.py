"""Signing in and out, with a line in the ledger for each."""

from __future__ import annotations

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse

from editor.actions.sign_ins import Door, note_sign_in, note_sign_out
from editor.pages.forms import SignInForm


class SignIn(LoginView):
    """Django's sign-in with our form, which counts and notes failures."""

    template_name = "pages/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Sign in, and note who did."""
        answer = super().form_valid(form)
        person = form.get_user()
        if isinstance(person, User):
            note_sign_in(self.request, person, Door.PAGE)
        return answer


class SignOut(LogoutView):
    """Django's sign-out."""

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Note who leaves, and sign them out."""
        if isinstance(request.user, User):
            note_sign_out(request, request.user)
        return super().post(request, *args, **kwargs)
