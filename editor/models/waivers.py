"""Findings of the gate that a reviewer took upon themselves to let pass, each with a reason."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from editor.models.proofs import Proof


class Waiver(models.Model):
    """One finding of a failed check, let pass on one proof; written once, never changed.

    ``digest`` is the picture that was looked at; the finding is named by its check and its box in
    that picture's pixels, and ``finding`` keeps its words.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    proof = models.ForeignKey(Proof, on_delete=models.PROTECT, related_name="waivers")
    digest = models.CharField(max_length=64)
    check_name = models.CharField(max_length=50)
    check_version = models.CharField(max_length=20)
    x = models.PositiveIntegerField()
    y = models.PositiveIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    score = models.FloatField(help_text="the finding's, in the check's unit")
    finding = models.TextField(help_text="what was found there")
    reason = models.TextField(help_text="why it may pass")
    waived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    waived_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["waived_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["proof", "check_name", "x", "y", "width", "height"],
                name="waiver_once_a_finding",
            ),
            models.CheckConstraint(name="waiver_has_reason", condition=~models.Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.check_name} at {self.box} on {self.proof}"

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Where the finding lies: x, y, width, height."""
        return self.x, self.y, self.width, self.height
