"""What leaves the house: the formats a project publishes in, signed files, withdrawals."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from editor.models.projects import Project
from editor.models.proofs import Proof, Publication, Review
from jobs.models import Artifact, Job
from jobs.stages.published_formats import SUFFIXES, TITLES, OutputFormat


class Format(models.TextChoices):
    """The formats that files are published in."""

    PNG = "png", TITLES["png"]
    JPEG = "jpeg", TITLES["jpeg"]
    WEBP = "webp", TITLES["webp"]
    AVIF = "avif", TITLES["avif"]


class FileShape(models.Model):
    """A format, a size and a quality, as rows hold them."""

    format = models.CharField(max_length=4, choices=Format)
    longest_side = models.PositiveIntegerField(default=0, help_text="pixels; 0 keeps the size")
    quality = models.PositiveSmallIntegerField(default=90, help_text="1 to 100; PNG has none")

    class Meta:
        abstract = True

    @property
    def wanted(self) -> OutputFormat:
        """The same, as the encoder takes it."""
        return OutputFormat.model_validate(
            {
                "format": self.format,
                "longest_side": self.longest_side,
                "quality": self.quality,
            }
        )

    @property
    def title(self) -> str:
        """For people: JPEG, 1600 px, quality 85."""
        return title_of(self.wanted)


def title_of(wanted: OutputFormat) -> str:
    """A format, a size and a quality for people: JPEG, 1600 px, quality 85."""
    size = f"{wanted.longest_side} px" if wanted.longest_side else "full size"
    quality = "" if wanted.format == "png" else f", quality {wanted.quality}"
    return f"{TITLES[wanted.format]}, {size}{quality}"


class PublicationFormat(FileShape):
    """A file that every publication of a project has; a project without any has a full-size PNG."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="publication_formats"
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "format", "longest_side"], name="format_and_size_once_a_project"
            ),
            models.CheckConstraint(
                condition=Q(quality__gte=1, quality__lte=100), name="format_quality_in_range"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class PublicationOrder(models.Model):
    """A person's wish to publish, while its files are encoded and gated.

    ``open → published | blocked | failed``; the arrow is a compare-and-set on ``outcome``, and a
    proof has one open order at most.
    """

    class Outcome(models.TextChoices):
        OPEN = "open", "Being prepared"
        PUBLISHED = "published", "Published"
        BLOCKED = "blocked", "Blocked by the gate"
        FAILED = "failed", "Failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    proof = models.ForeignKey(Proof, on_delete=models.CASCADE, related_name="publication_orders")
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(auto_now_add=True)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.OPEN)
    note = models.TextField(blank=True, help_text="why it did not come to a publication")

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["proof"], condition=Q(outcome="open"), name="one_open_order_a_proof"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["open", "published"]) | ~Q(note=""),
                name="order_refused_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proof}: {self.get_outcome_display()}"


class OrderedFile(FileShape):
    """One file of an order; ``job`` re-encodes and gates it, unless its pixels stay as approved."""

    order = models.ForeignKey(PublicationOrder, on_delete=models.CASCADE, related_name="files")
    job = models.OneToOneField(
        Job, on_delete=models.PROTECT, related_name="ordered_file", null=True, blank=True
    )

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.title


class PublishedFile(FileShape):
    """Signed bytes under a publication's address; never changed and never deleted.

    ``shown`` are the pixels that the gate passed: the approved picture, or what ``gate_job`` made
    of it. ``record`` is the job's record whose digest is signed into the file.
    """

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="files")
    signed = models.OneToOneField(
        Artifact, on_delete=models.PROTECT, related_name="published_file", help_text="the bytes"
    )
    shown = models.ForeignKey(Artifact, on_delete=models.PROTECT, related_name="+")
    record = models.ForeignKey(Artifact, on_delete=models.PROTECT, related_name="+")
    gate_job = models.ForeignKey(
        Job, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    phash = models.CharField(max_length=16, help_text="perceptual hash, 64 bits, hexadecimal")
    signer = models.CharField(max_length=200, help_text="the certificate's common name")
    development = models.BooleanField(help_text="signed by the studio's own development CA")
    signed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "format", "longest_side"],
                name="published_format_and_size_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} of {self.publication_id}"

    @property
    def name(self) -> str:
        """The file's name under its publication's address."""
        return f"{self.signed_id}.{self.suffix}"

    @property
    def suffix(self) -> str:
        """The file name's ending, without its dot."""
        return SUFFIXES[self.wanted.format]

    @property
    def address(self) -> str:
        """The path that anyone may open."""
        return reverse("publication-file", args=[self.publication_id, self.name])


class Withdrawal(models.Model):
    """Takes a publication back: its address stays and tells so; never changed, never deleted."""

    class Reason(models.TextChoices):
        RIGHTS = "rights", "Its rights are not settled"
        ERROR = "error", "It has an error"
        REPLACED = "replaced", "Another picture takes its place"
        PERSON = "person", "Somebody shown in it asked for it"
        OTHER = "other", "Its owner withdrew it"

    publication = models.OneToOneField(
        Publication, on_delete=models.PROTECT, related_name="withdrawal"
    )
    reason = models.CharField(max_length=10, choices=Reason, help_text="told to the public")
    words = models.TextField(blank=True, help_text="for the studio alone")
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-withdrawn_at"]

    def __str__(self) -> str:
        return f"{self.publication_id} withdrawn: {self.get_reason_display()}"
