"""Explorations: what was asked of the generator, and by whom."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from editor.models.projects import Project
from jobs.models import Job


class Exploration(models.Model):
    """A search for pictures: one prompt, many samples, each of which becomes a candidate.

    ``params`` are the explore stage's, every one spelled out: what the checkpoint's defaults
    filled in when it was asked for stands here like what a person wrote.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="explorations")
    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="+")
    params = models.JSONField(help_text="prompt, size, scheduler, steps, guidance, seeds")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-asked_at", "id"]
        indexes = [
            models.Index(fields=["project", "-asked_at", "id"], name="exploration_by_project"),
        ]

    def __str__(self) -> str:
        return self.prompt

    @property
    def prompt(self) -> str:
        """What was asked for, in words."""
        return str(self.params["prompt"])

    @property
    def count(self) -> int:
        """How many samples were asked for."""
        return int(self.params["count"])
