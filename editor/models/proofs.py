"""Proofs, the reviews bound to their digest, and what was published of them."""

from __future__ import annotations

import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from editor.models.candidates import Candidate
from jobs.models import Artifact, Job


def new_slug() -> str:
    """An address that cannot be guessed: 72 random bits."""
    return secrets.token_urlsafe(9)


class Proof(models.Model):
    """What a canonical render of a candidate yields, once its job is done."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="proofs")
    revision = models.PositiveIntegerField(help_text="counts from 1 within a candidate")
    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidate", "revision"], name="proof_revision_once_a_candidate"
            ),
        ]
        indexes = [models.Index(fields=["-made_at", "id"], name="proof_by_making")]

    def __str__(self) -> str:
        return f"{self.candidate} r{self.revision}"


class Review(models.Model):
    """A person's one verdict on a proof; another verdict needs another render.

    ``maker``, ``digest`` and ``gate_verdict`` are copied from the proof as they were looked at,
    so that the database itself can refuse what must never stand in it.
    """

    class Verdict(models.TextChoices):
        APPROVED = "approved", "Approved"
        REJECTED = "rejected", "Rejected"
        CHANGES = "changes", "Changes requested"

    class ReasonCode(models.TextChoices):
        """What a refusal is about, so that refusals can be counted."""

        REMNANTS = "remnants", "Something is left that should be gone"
        ARTIFACTS = "artifacts", "Seams, halos, smears or noise"
        TONE = "tone", "Colour or contrast"
        COMPOSITION = "composition", "Composition or cut"
        BRIEF = "brief", "Not what the brief asks for"
        RIGHTS = "rights", "Rights, marks or people"
        OTHER = "other", "Something else"

    proof = models.OneToOneField(Proof, on_delete=models.PROTECT, related_name="review")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reviews"
    )
    maker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=10, choices=Verdict)
    reason_code = models.CharField(max_length=12, choices=ReasonCode, blank=True)
    reason = models.TextField(blank=True)
    suggested_stage = models.CharField(
        max_length=50, blank=True, help_text="with changes requested: which stage to change"
    )
    digest = models.CharField(max_length=64, help_text="SHA-256 of the picture that was judged")
    gate_verdict = models.CharField(max_length=4)
    waived = models.PositiveIntegerField(
        default=0, help_text="findings of a failed gate that were answered for"
    )
    decided_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-decided_at"]
        constraints = [
            models.CheckConstraint(
                name="review_maker_never_approves",
                condition=~Q(verdict="approved") | ~Q(reviewer=F("maker")),
            ),
            models.CheckConstraint(
                name="review_failed_gate_is_waived",
                condition=~Q(verdict="approved")
                | Q(gate_verdict="pass")
                | Q(gate_verdict="fail", waived__gt=0),
            ),
            models.CheckConstraint(
                name="review_refusal_has_reason",
                condition=Q(verdict="approved") | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="review_stage_suggested_with_changes",
                condition=Q(suggested_stage="") | Q(verdict="changes"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proof}: {self.verdict} by {self.reviewer}"


class Publication(models.Model):
    """Approved bytes that left the house, under an address anyone may open."""

    slug = models.CharField(max_length=20, primary_key=True, default=new_slug, editable=False)
    proof = models.OneToOneField(Proof, on_delete=models.PROTECT, related_name="publication")
    review = models.OneToOneField(Review, on_delete=models.PROTECT, related_name="+")
    picture = models.ForeignKey(Artifact, on_delete=models.PROTECT, related_name="+")
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-published_at"]
        indexes = [models.Index(fields=["-published_at"], name="publication_by_publishing")]

    def __str__(self) -> str:
        return f"{self.proof} at {self.slug}"
