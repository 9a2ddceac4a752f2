"""Fetches: what a proof's picture and mask were read from, outside the studio."""

from __future__ import annotations

from django.db import models

from editor.models.proofs import Proof


class Fetch(models.Model):
    """An object of an S3 bucket that was read for a proof, and what S3 said it is."""

    class Role(models.TextChoices):
        IMAGE = "image"
        MASK = "mask"

    proof = models.ForeignKey(Proof, on_delete=models.CASCADE, related_name="fetches")
    role = models.CharField(max_length=5, choices=Role)
    address = models.TextField(help_text="s3://bucket/key")
    etag = models.CharField(max_length=200, blank=True, help_text="S3's, without its quotes")
    version_id = models.CharField(
        max_length=1024, blank=True, help_text="empty where the bucket keeps no versions"
    )
    sha256 = models.CharField(max_length=64, help_text="of the bytes as they came")
    byte_size = models.PositiveBigIntegerField()
    fetched_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["proof", "role"]
        constraints = [
            models.UniqueConstraint(fields=["proof", "role"], name="fetch_once_a_role"),
        ]

    def __str__(self) -> str:
        return f"{self.role} from {self.address}"
