"""Projects and who belongs to them."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from jobs.models import Artifact
from jobs.stages.gate.profiles import DEFAULT


class Project(models.Model):
    """One body of work: its brief, its people, the recipe its pictures go through.

    Its target, for colour and contrast, is a named look, or a reference picture, or neither.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120)
    brief = models.TextField(blank=True)
    recipe = models.CharField(max_length=100, default="publish", help_text="offered first")
    gate_profile = models.CharField(
        max_length=40, default=DEFAULT, help_text="how strict the gate is with its proofs"
    )
    target_look = models.CharField(max_length=40, blank=True)
    target_picture = models.ForeignKey(
        Artifact,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        help_text="upright, sRGB, 8 bit",
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="Membership", related_name="projects"
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(target_look="") | models.Q(target_picture__isnull=True),
                name="one_target_a_project",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def stream(self) -> str:
        """The name of the event stream that the project's members may watch."""
        return f"project.{self.id}"

    @property
    def target(self) -> str:
        """The target as stages take it: a look, the reference picture's SHA-256, or empty."""
        return self.target_picture_id or self.target_look


class Membership(models.Model):
    """A person's role in a project."""

    class Role(models.TextChoices):
        CREATIVE = "creative", "Creative"
        REVIEWER = "reviewer", "Reviewer"
        LEAD = "lead", "Lead"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(max_length=10, choices=Role)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "user"], name="one_role_a_member"),
        ]

    def __str__(self) -> str:
        return f"{self.user} is {self.role} of {self.project}"


class AllowedText(models.Model):
    """Text that may stay on a project's pictures: a brand on a mug, a street's name.

    ``in force → withdrawn``: a row is never deleted, so that it can be told later what was
    allowed when, and by whom.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="allowed_texts")
    text = models.CharField(max_length=100)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField(auto_now_add=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["text", "added_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "text"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="one_allowed_text_in_force",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_by__isnull=True, withdrawn_at__isnull=True)
                | models.Q(withdrawn_by__isnull=False, withdrawn_at__isnull=False),
                name="withdrawn_by_somebody_at_some_time",
            ),
        ]

    def __str__(self) -> str:
        return self.text
