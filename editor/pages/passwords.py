"""Changing one's password, which ends every other session."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator

from editor.actions.sessions import Cause, end_other_sessions
from editor.actions.sign_ins import note_password_change


@method_decorator(login_required, name="dispatch")
class ChangePassword(PasswordChangeView):
    """Django's own form and rules; sessions are bound to the password, so others end with it."""

    template_name = "pages/password.html"
    success_url = reverse_lazy("account")

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        """Change it, and note who did."""
        answer = super().form_valid(form)
        note_password_change(self.request, form.user)
        kept = self.request.session.session_key
        count = end_other_sessions(person=form.user, kept=kept, cause=Cause.PASSWORD)
        said = f"Your password is changed, and {count} other sessions are ended. Tokens go on."
        messages.success(self.request, said)
        return answer

    def form_invalid(self, form: PasswordChangeForm) -> HttpResponse:
        """The page again, with what is wrong."""
        answer = super().form_invalid(form)
        answer.status_code = 400
        return answer
