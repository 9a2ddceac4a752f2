"""What pages ask for, checked for its form; what it means is checked by the actions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError

from editor import attempts
from editor.actions.projects import NAME_LENGTH
from editor.actions.sign_ins import Door, note_failure
from editor.actions.waivers import REASON_LENGTH
from editor.models import Membership, Review, Withdrawal
from editor.pages.place_field import PlaceField
from jobs.stages.inpaint import HINT_LENGTH
from jobs.stages.marks.reference import NAME_LENGTH as NAME_LENGTH_OF_MARKS
from jobs.stages.published_formats import OutputFormat

USUAL_QUALITY = OutputFormat().quality


class SignInForm(AuthenticationForm):
    """A name and password; too many wrong ones have to wait."""

    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": (
            "The name and the password do not belong together. Check both and try again."
        ),
    }

    wait = 0
    """Seconds until another attempt is taken."""

    def clean(self) -> dict[str, Any]:
        """Refuse an attempt that comes too soon, and remember one that fails."""
        username = self.cleaned_data.get("username") or ""
        self.wait = attempts.wait(self.request, username) if self.request else 0
        if self.wait:
            raise ValidationError(
                f"Too many attempts to sign in. Wait {self.wait} seconds and try again."
            )
        try:
            return super().clean()
        except ValidationError:
            if self.request:
                attempts.failed(self.request, username)
                note_failure(self.request, username, Door.PAGE)
            raise


class ProjectForm(forms.Form):
    """A new project."""

    name = forms.CharField(max_length=NAME_LENGTH)
    brief = forms.CharField(required=False, max_length=10_000, widget=forms.Textarea)
    recipe = forms.CharField(max_length=100)


class MemberForm(forms.Form):
    """A person and the role they get."""

    username = forms.CharField(max_length=150)
    role = forms.ChoiceField(choices=Membership.Role.choices)


class MarkForm(forms.Form):
    """A mark to register."""

    name = forms.CharField(max_length=NAME_LENGTH_OF_MARKS)
    file = forms.FileField(
        allow_empty_file=True, widget=forms.ClearableFileInput(attrs={"accept": "image/*"})
    )


class RenderForm(forms.Form):
    """What to render a candidate through; what follows ``verify`` is asked of samples alone."""

    OWN = "own"

    recipe = forms.CharField(max_length=100)
    recipe_text = forms.CharField(required=False, max_length=50_000, strip=False)
    seed = forms.IntegerField(required=False)
    deterministic = forms.BooleanField(required=False)
    use_drawn_mask = forms.BooleanField(required=False)
    mask = forms.FileField(required=False)
    hint = forms.CharField(required=False, max_length=HINT_LENGTH)
    strategy = forms.CharField(required=False, max_length=20)
    verify = forms.BooleanField(required=False)
    hold = forms.CharField(required=False, max_length=20)
    hold_strength = forms.FloatField(required=False)
    scheduler = forms.CharField(required=False, max_length=100)
    steps = forms.IntegerField(required=False)
    guidance_scale = forms.FloatField(required=False)

    FILLING = ("hint", "strategy")
    SAMPLING = ("verify", "hold", "hold_strength", "scheduler", "steps", "guidance_scale")

    def filling(self) -> dict[str, str]:
        """What the steps that fill are told, as the action takes it, of a valid form."""
        return {name: self.cleaned_data[name] for name in self.FILLING}

    def sampling(self) -> dict[str, Any]:
        """How a sample is sampled again, as the action takes it, of a valid form."""
        asked = {name: self.cleaned_data[name] for name in self.SAMPLING}
        # How much is drawn anew means something only where the picture is what is held.
        return asked if asked["hold"] == "picture" else asked | {"hold_strength": None}

    def clean_recipe_text(self) -> str:
        """Lines as files have them: a browser sends each with a carriage return."""
        return str(self.cleaned_data["recipe_text"]).replace("\r\n", "\n")


class ReviewForm(forms.Form):
    """A verdict on the picture of a digest, and with changes what to change and where."""

    verdict = forms.CharField(max_length=10)
    reason = forms.CharField(required=False)
    reason_code = forms.CharField(required=False, max_length=12)
    suggested_stage = forms.CharField(required=False, max_length=50)
    place = PlaceField(required=False, max_length=120)
    digest = forms.CharField(max_length=64)

    def decision(self) -> dict[str, Any]:
        """What the action takes, of a valid form: only changes have a stage and a place."""
        asked = dict(self.cleaned_data)
        asked["reason_code"] = asked["reason_code"] or Review.ReasonCode.OTHER
        if asked["verdict"] != Review.Verdict.CHANGES:
            asked |= {"suggested_stage": "", "place": None}
        return asked


class WaiverForm(forms.Form):
    """A finding by its check and its box (x,y,width,height), and why it may pass."""

    check_name = forms.CharField(max_length=50)
    box = forms.RegexField(r"^\d{1,9}(,\d{1,9}){3}$")
    reason = forms.CharField(max_length=REASON_LENGTH)
    digest = forms.CharField(max_length=64)

    def clean_box(self) -> tuple[int, int, int, int]:
        """Four whole numbers."""
        x, y, width, height = (int(side) for side in self.cleaned_data["box"].split(","))
        return x, y, width, height


class PublicationFormatForm(forms.Form):
    """A format, a size and a quality to publish in; an empty size is the full one."""

    format = forms.CharField(max_length=10)
    longest_side = forms.IntegerField(required=False)
    quality = forms.IntegerField(required=False)

    def clean_longest_side(self) -> int:
        """0 for the full size."""
        return int(self.cleaned_data["longest_side"] or 0)

    def clean_quality(self) -> int:
        """The usual one unless another is given."""
        given = self.cleaned_data["quality"]
        return USUAL_QUALITY if given is None else int(given)


class WithdrawalForm(forms.Form):
    """Why a publication is withdrawn: a reason for the public, words for the studio."""

    reason = forms.ChoiceField(choices=Withdrawal.Reason.choices)
    words = forms.CharField(required=False)


class LedgerForm(forms.Form):
    """Which entries of the ledger to list."""

    kind = forms.CharField(required=False, max_length=40)
    person = forms.CharField(required=False, max_length=150)
    project = forms.CharField(required=False, max_length=36)
    subject = forms.CharField(required=False, max_length=120)
    since = forms.DateField(required=False)
    until = forms.DateField(required=False)
    before = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
