"""The form that somebody is asked into a project with."""

from __future__ import annotations

from django import forms

from editor.models import Membership


class InviteForm(forms.Form):
    """An address and the role that waits there."""

    email = forms.EmailField(max_length=254)
    role = forms.ChoiceField(choices=Membership.Role.choices, initial=Membership.Role.CREATIVE)
