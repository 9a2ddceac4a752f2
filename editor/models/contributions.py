"""Whose hand is in a proof: whoever has one in it cannot approve it."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from editor.models.proofs import Proof


class Contribution(models.Model):
    """A person's part in a proof, written when it is asked for and never changed."""

    class Part(models.TextChoices):
        MADE = "made", "asked for the render"
        MASKED = "masked", "drew its mask"

    proof = models.ForeignKey(Proof, on_delete=models.PROTECT, related_name="contributions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=10, choices=Part)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["proof", "person", "part"], name="contribution_once_a_part"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_part_display()} of {self.proof}"
