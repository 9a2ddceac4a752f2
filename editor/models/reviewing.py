"""What people say to each other about a proof, and who has taken it on."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from editor.models.candidates import Candidate
from editor.models.proofs import Proof

_NO_PLACE = ("x__isnull", "y__isnull", "width__isnull", "height__isnull")
_ONE = 1 + 1e-9
"""A box that ends at the border may end a rounding beyond it."""


class Claim(models.Model):
    """A reviewer has taken a proof on, so that no other begins with it.

    ``held → released``: a proof has one held claim at most; rows are kept.
    """

    proof = models.ForeignKey(Proof, on_delete=models.CASCADE, related_name="claims")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="claims"
    )
    claimed_at = models.DateTimeField(auto_now_add=True)
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        ordering = ["claimed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["proof"],
                condition=Q(released_at__isnull=True),
                name="claim_held_by_one",
            ),
            models.CheckConstraint(
                condition=Q(released_at__isnull=True, released_by__isnull=True)
                | Q(released_at__isnull=False, released_by__isnull=False),
                name="claim_released_by_somebody_at_some_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proof} claimed by {self.reviewer}"


class Thread(models.Model):
    """A talk about a place on a proof, or about the whole of it.

    ``open ⇄ resolved``. It belongs to the candidate: what is still open when the next revision
    comes is shown there too. The place is a share of the picture, so that it holds at any size.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="threads")
    proof = models.ForeignKey(
        Proof, on_delete=models.CASCADE, related_name="threads", help_text="where it was opened"
    )
    number = models.PositiveIntegerField(help_text="counts from 1 within a candidate")
    x = models.FloatField(null=True, blank=True)
    y = models.FloatField(null=True, blank=True)
    width = models.FloatField(null=True, blank=True, help_text="0 for a point")
    height = models.FloatField(null=True, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField(auto_now_add=True)
    resolved = models.BooleanField(default=False)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidate", "number"], name="thread_number_once_a_candidate"
            ),
            models.CheckConstraint(
                name="thread_place_within_the_picture",
                condition=Q(**dict.fromkeys(_NO_PLACE, True))
                | Q(**dict.fromkeys(_NO_PLACE, False))
                & Q(x__gte=0, y__gte=0, width__gte=0, height__gte=0)
                & Q(x__lte=_ONE - F("width"), y__lte=_ONE - F("height")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidate} #{self.number}"


class Comment(models.Model):
    """One turn of a thread: words, or its being resolved or reopened, with or without words.

    ``written → withdrawn`` by its author: the row stays, its words are shown no longer.
    """

    class Kind(models.TextChoices):
        SAID = "said", "said"
        RESOLVED = "resolved", "resolved it"
        REOPENED = "reopened", "reopened it"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.SAID)
    text = models.TextField(blank=True)
    written_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["written_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="comment_says_something", condition=~Q(kind="said") | ~Q(text="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.thread}: {self.author} {self.kind}"
