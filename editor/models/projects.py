"""Projects and who belongs to them."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models


class Project(models.Model):
    """One body of work: its brief, its people, the recipe its pictures go through."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120)
    brief = models.TextField(blank=True)
    recipe = models.CharField(max_length=100, default="publish", help_text="offered first")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="Membership", related_name="projects"
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def stream(self) -> str:
        """The name of the event stream that the project's members may watch."""
        return f"project.{self.id}"


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
