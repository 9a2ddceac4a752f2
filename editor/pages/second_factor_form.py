"""What each change of a second factor asks for: the password, a code, or both."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from editor import attempts
from editor.actions.sign_ins import Door, note_failure

PASSWORD, CODE = "password", "code"
ASKS: dict[str, frozenset[str]] = {
    "begin": frozenset({PASSWORD}),
    "confirm": frozenset({CODE}),
    "renew": frozenset({PASSWORD, CODE}),
    "remove": frozenset({PASSWORD, CODE}),
}


class SecondFactorForm(forms.Form):
    """Whoever sits at an open session has to show that it is theirs.

    An account without a password, which signs in by a provider alone, is not asked for one.
    ``wait`` are the seconds until another password or code is looked at.
    """

    password = forms.CharField(max_length=4096, strip=False, widget=forms.PasswordInput)
    code = forms.CharField(max_length=40)

    def __init__(self, request: HttpRequest, person: User, do: str = "") -> None:
        super().__init__(request.POST if do else None)
        self.request, self.person, self.do = request, person, do
        self.wait = 0
        asked = ASKS.get(do, frozenset())
        for name in (PASSWORD, CODE):
            self.fields[name].required = name in asked
        if not person.has_usable_password():
            del self.fields[PASSWORD]

    def clean_password(self) -> str:
        """The password, right; wrong ones count as those at the sign-in page do."""
        given = str(self.cleaned_data[PASSWORD])
        if PASSWORD not in ASKS.get(self.do, frozenset()):
            return given
        self.wait = attempts.wait(self.request, self.person.username)
        if self.wait:
            raise ValidationError(f"Too many wrong passwords. Wait {self.wait} seconds.")
        if not self.person.check_password(given):
            attempts.failed(self.request, self.person.username)
            note_failure(self.request, self.person.username, Door.PAGE)
            raise ValidationError("This is not your password.")
        return given

    def clean(self) -> dict[str, Any]:
        """Look at no code while too many were wrong."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and CODE in ASKS.get(self.do, frozenset()):
            self.wait = attempts.wait_with_code(self.person.username)
            if self.wait:
                self.add_error(CODE, f"Too many wrong codes. Wait {-(-self.wait // 60)} minutes.")
        return cleaned
