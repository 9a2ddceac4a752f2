"""Candidates: the pictures in a project's gallery."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from editor.models.explorations import Exploration
from editor.models.projects import Project
from jobs.models import Artifact, Job


class Candidate(models.Model):
    """A picture to choose from: a file that was uploaded, or a sample that an exploration made.

    ``picture`` is what work begins from; ``original`` the bytes as they came, which for a sample
    are the same. A sample knows its exploration, its place in it and the seed it was made with.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="candidates")
    name = models.CharField(
        max_length=255, help_text="made safe to show: the file's, or the prompt and the seed"
    )
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
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        help_text="who drew the mask",
    )
    exploration = models.ForeignKey(
        Exploration,
        on_delete=models.CASCADE,
        related_name="candidates",
        null=True,
        blank=True,
        help_text="what made this sample; none for an upload",
    )
    sample_index = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="counts from 0 within its exploration"
    )
    seed = models.PositiveBigIntegerField(
        null=True, blank=True, help_text="of the sample's initial noise"
    )
    phash = models.CharField(
        max_length=16, blank=True, help_text="perceptual hash of the picture: 64 bits, hexadecimal"
    )
    picked_at = models.DateTimeField(null=True, blank=True)
    picked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
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
        constraints = [
            models.UniqueConstraint(
                fields=["exploration", "sample_index"], name="candidate_once_a_sample"
            ),
            models.CheckConstraint(
                name="candidate_sample_is_whole",
                condition=models.Q(
                    exploration__isnull=True, sample_index__isnull=True, seed__isnull=True
                )
                | models.Q(
                    exploration__isnull=False, sample_index__isnull=False, seed__isnull=False
                ),
            ),
            models.CheckConstraint(
                name="candidate_pick_names_who",
                condition=models.Q(picked_at__isnull=True, picked_by__isnull=True)
                | models.Q(picked_at__isnull=False, picked_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_sample(self) -> bool:
        """True when an exploration made this picture."""
        return self.exploration_id is not None
