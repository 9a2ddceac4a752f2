"""A project's registered marks: logos and watermarks that are looked for on its pictures."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from editor.models.projects import Project
from jobs.models import Artifact
from jobs.stages.marks.reference import NAME_LENGTH


class Mark(models.Model):
    """A logo or a watermark, by name; its picture keeps its transparency.

    A mark that is taken out leaves its picture among the artifacts: records name it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="marks")
    name = models.CharField(max_length=NAME_LENGTH)
    picture = models.ForeignKey(
        Artifact, on_delete=models.PROTECT, related_name="+", help_text="sRGB with alpha, 8 bit"
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["project", "name"], name="mark_name_once_a_project"),
            models.UniqueConstraint(
                fields=["project", "picture"], name="mark_picture_once_a_project"
            ),
        ]

    def __str__(self) -> str:
        return self.name
