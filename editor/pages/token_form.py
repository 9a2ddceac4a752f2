"""The form that a person asks for a token with."""

from __future__ import annotations

from django import forms

from editor.actions.tokens import NAME_LENGTH, USUAL_DAYS
from editor.scopes import Scope

DAYS = ((7, "A week"), (30, "30 days"), (USUAL_DAYS, "90 days"), (365, "A year"))


class TokenForm(forms.Form):
    """A token's name, what it may be used for, and how long."""

    name = forms.CharField(
        max_length=NAME_LENGTH,
        error_messages={"required": "Give the token a name that says what uses it."},
    )
    scopes = forms.MultipleChoiceField(
        choices=[(scope.value, scope.value) for scope in Scope], required=False
    )
    days = forms.TypedChoiceField(choices=DAYS, coerce=int, initial=USUAL_DAYS)
