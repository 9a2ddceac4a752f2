"""What the audit is searched for, checked for its form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from editor.queries.audit_search import NAMED, AuditWish, Judged, Part
from jobs.mentions import MOST

PARTS = {
    Part.ANY: "In any part",
    Part.MAKER: "Made it",
    Part.REVIEWER: "Reviewed it",
    Part.PUBLISHER: "Published it",
}
VERDICTS = {
    Judged.ANY: "Any",
    Judged.PASS: "Gate passed",
    Judged.FAIL: "Gate failed",
    Judged.APPROVED: "Approved",
    Judged.CHANGES: "Changes requested",
    Judged.REJECTED: "Rejected",
    Judged.UNDECIDED: "Nobody has decided",
}
DAY = {"invalid": "Give a day as year-month-day, such as 2026-11-26."}


class JobsForm(forms.Form):
    """Which jobs to list."""

    project = forms.UUIDField(required=False)
    person = forms.CharField(required=False, max_length=150)
    since = forms.DateField(required=False, error_messages=DAY)
    until = forms.DateField(required=False, error_messages=DAY)

    def clean(self) -> dict[str, Any]:
        """Refuse days in the wrong order, which nothing could match."""
        asked = super().clean() or {}
        since, until = asked.get("since"), asked.get("until")
        if since and until and since > until:
            self.add_error("until", ValidationError("This day is before the first one."))
        return asked


class AuditSearchForm(JobsForm):
    """Which proofs or publications to list."""

    part = forms.ChoiceField(required=False, choices=list(PARTS.items()))
    verdict = forms.ChoiceField(required=False, choices=list(VERDICTS.items()))
    encoder = forms.CharField(required=False, max_length=MOST)
    sampler = forms.CharField(required=False, max_length=MOST)
    model = forms.CharField(required=False, max_length=MOST)
    seed = forms.RegexField(
        r"^\d{1,20}$",
        required=False,
        error_messages={"invalid": "A seed is a whole number from 0."},
    )
    detector = forms.CharField(required=False, max_length=MOST)
    upscaler = forms.CharField(required=False, max_length=MOST)

    def clean_seed(self) -> str:
        """As records have it, without zeros before it."""
        seed: str = self.cleaned_data["seed"]
        return str(int(seed)) if seed else ""

    def wish(self, *, published: bool) -> AuditWish:
        """What the query takes, of a valid form."""
        asked: Mapping[str, Any] = self.cleaned_data
        return AuditWish(
            person=asked["person"],
            part=Part(asked["part"]),
            project=asked["project"],
            verdict=Judged(asked["verdict"]),
            since=asked["since"],
            until=asked["until"],
            published=published,
            **{kind: asked[kind] for kind in NAMED},
        )
