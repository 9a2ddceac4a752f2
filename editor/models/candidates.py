"""Candidates: the pictures in a project's gallery."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from editor.models.projects import Project
from jobs.models import Artifact, Job


class Candidate(models.Model):
    """An uploaded picture: its original bytes, and the picture that work begins from."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="candidates")
    name = models.CharField(max_length=255, help_text="the file's name, made safe to show")
    original = models.ForeignKey(
        Artifact, on_delete=models.PROTECT, related_name="+", help_text="bytes as uploaded"
    )
    picture = models.ForeignKey(
        Artifact, on_delete=models.PROTECT, related_name="+", help_text="upright, sRGB, 8 bit"
    )
    notes = models.JSONField(default=list, help_text="what intake changed, in words")
    finding = models.ForeignKey(
        Job,
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        help_text="the job that looked for text",
    )
    drawn_mask = models.ForeignKey(
        Artifact, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-added_at", "id"]
        indexes = [
            models.Index(fields=["project", "-added_at", "id"], name="candidate_by_project"),
        ]

    def __str__(self) -> str:
        return self.name
