"""The studio's own sets of thresholds: a row a version, written once."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class GateProfile(models.Model):
    """One version of a profile, made by an administrator; another threshold is another version.

    ``thresholds`` holds one for every check that the gate had when it was made.
    """

    name = models.CharField(max_length=40)
    version = models.PositiveIntegerField(help_text="counts from 1 within a name")
    thresholds = models.JSONField()
    sha256 = models.CharField(max_length=64)
    note = models.TextField(help_text="where the thresholds come from")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["name", "version"], name="gate_profile_version_once"),
            models.CheckConstraint(name="gate_profile_has_note", condition=~models.Q(note="")),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"
