"""A forgotten password: asking for a link, and choosing a new one with it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.models import User
from django.contrib.auth.views import PasswordResetConfirmView
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from editor import attempts
from editor.actions.password_resets import ask_for_reset, note_reset


class AskForm(forms.Form):
    """Whose password was forgotten."""

    account = forms.CharField(max_length=254)


@never_cache
@require_http_methods(["GET", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """Have a link sent; the answer is the same whether there is such an account or not."""
    form = AskForm(request.POST if request.method == "POST" else None)
    wait = 0
    if settings.EMAIL_CONFIGURED and request.method == "POST" and form.is_valid():
        wait = attempts.wait_for_reset(request, form.cleaned_data["account"])
        if not wait:
            ask_for_reset(request, form.cleaned_data["account"])
            return redirect(f"{request.path}?asked=1")
        form.add_error(None, f"Too many links were asked for. Wait {-(-wait // 60)} minutes.")
    context = {
        "form": form,
        "can_send": settings.EMAIL_CONFIGURED,
        "asked": "asked" in request.GET,
        "hours": settings.PASSWORD_RESET_TIMEOUT // 3600,
    }
    status = 429 if wait else 400 if form.errors else 200
    answer = render(request, "pages/password_forgotten.html", context, status=status)
    if wait:
        answer["Retry-After"] = str(wait)
    return answer


class ChoosePassword(PasswordResetConfirmView):
    """Django's own check of the link and rules; the token leaves the address before the form."""

    template_name = "pages/password_choose.html"
    success_url = reverse_lazy("sign-in")

    def dispatch(self, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Say 410 for a link that works no longer."""
        if self.request.method == "OPTIONS":
            return self.options(self.request)
        answer = super().dispatch(*args, **kwargs)
        if answer.status_code == 200 and not self.validlink:
            answer.status_code = 410
        return answer

    def form_valid(self, form: SetPasswordForm[User]) -> HttpResponse:
        """Change it, end every session, and note who did."""
        answer = super().form_valid(form)
        logout(self.request)
        note_reset(self.request, form.user)
        said = "Your password is changed and you are signed out everywhere. Sign in with it now."
        messages.success(self.request, said)
        return answer

    def form_invalid(self, form: SetPasswordForm[User]) -> HttpResponse:
        """The page again, with what is wrong."""
        answer = super().form_invalid(form)
        answer.status_code = 400
        return answer
