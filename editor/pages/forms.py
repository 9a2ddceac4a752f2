"""What pages ask for, checked for its form; what it means is checked by the actions."""

from __future__ import annotations

from django import forms

from editor.actions.projects import NAME_LENGTH
from editor.models import Membership


class ProjectForm(forms.Form):
    """A new project."""

    name = forms.CharField(max_length=NAME_LENGTH)
    brief = forms.CharField(required=False, max_length=10_000, widget=forms.Textarea)
    recipe = forms.CharField(max_length=100)


class MemberForm(forms.Form):
    """A person and the role they get."""

    username = forms.CharField(max_length=150)
    role = forms.ChoiceField(choices=Membership.Role.choices)


class RenderForm(forms.Form):
    """What to render a candidate through."""

    OWN = "own"

    recipe = forms.CharField(max_length=100)
    recipe_text = forms.CharField(required=False, max_length=50_000, strip=False)
    seed = forms.IntegerField(required=False)
    deterministic = forms.BooleanField(required=False)
    use_drawn_mask = forms.BooleanField(required=False)
    mask = forms.FileField(required=False)

    def clean_recipe_text(self) -> str:
        """Lines as files have them: a browser sends each with a carriage return."""
        return str(self.cleaned_data["recipe_text"]).replace("\r\n", "\n")


class ReviewForm(forms.Form):
    """A verdict on the picture of a digest."""

    verdict = forms.CharField(max_length=10)
    reason = forms.CharField(required=False)
    digest = forms.CharField(max_length=64)


class AuditForm(forms.Form):
    """Which publications and jobs to list."""

    project = forms.UUIDField(required=False)
    person = forms.CharField(required=False, max_length=150)
    since = forms.DateField(required=False)
    until = forms.DateField(required=False)
